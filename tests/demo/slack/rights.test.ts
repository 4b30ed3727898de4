import type { WebClient } from '@slack/web-api';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type LocalSlack, startLocalSlack } from '../../../demo/slack/client.ts';
import { fieldOf } from '../../../demo/slack/limit-checks.ts';
import { dana, type Heard, ops, sam, startTinyApp, tinyWorkspace } from './tiny-app.ts';

const bare = { type: 'modal' as const, title: { type: 'plain_text' as const, text: 'Bare' }, blocks: [] };

/** A local Slack with one small app that keeps every payload it gets. */
async function startKeeping(
  slack: LocalSlack,
): Promise<{ heard: Heard; web: WebClient; bodies: unknown[]; stop: () => Promise<unknown> }> {
  const bodies: unknown[] = [];
  const { heard, app, stop } = await startTinyApp(slack);
  app.use(async ({ body, next }) => {
    bodies.push(body);
    await next();
  });
  return { heard, web: app.client, bodies, stop };
}

function errorOf(call: Promise<unknown>): Promise<unknown> {
  return call.then(
    () => 'ok',
    (error: { data?: { error?: string } }) => error.data?.error,
  );
}

const latest = (bodies: readonly unknown[], field: string) => String(fieldOf(bodies.at(-1), field));

describe('rights that come with a command', () => {
  let slack: LocalSlack;
  let kept: Awaited<ReturnType<typeof startKeeping>>;
  beforeAll(async () => {
    slack = await startLocalSlack({ workspace: tinyWorkspace });
    await slack.faults.messageBurst(0);
    kept = await startKeeping(slack);
  });
  afterAll(async () => {
    await kept.stop();
    await slack.close();
  });

  test('a trigger opens one modal and no second', async () => {
    await slack.as(sam).command(ops, '/form');
    const view = await slack.waitForView(sam, 'Ready');
    const trigger = latest(kept.bodies, 'trigger_id');
    await slack.as(sam).close(view);
    expect(await errorOf(kept.web.views.open({ trigger_id: trigger, view: bare }))).toBe('exchanged_trigger_id');
  });

  test('a view is not updated by a stale hash', async () => {
    await slack.as(sam).command(ops, '/form');
    const view = await slack.waitForView(sam, 'Ready');
    expect(await errorOf(kept.web.views.update({ view_id: view.id, hash: '1.stale', view: bare }))).toBe(
      'hash_conflict',
    );
    expect(await errorOf(kept.web.views.update({ view_id: view.id, hash: view.hash, view: bare }))).toBe('ok');
  });

  test('a response_url works five times', async () => {
    await slack.as(sam).command(ops, '/order', 'five');
    await slack.waitForMessage(ops, '*Order*: five');
    const url = latest(kept.bodies, 'response_url');
    const use = async () => (await fetch(url, { method: 'POST', body: new URLSearchParams({ text: 'again' }) })).status;
    // The app itself has used it once.
    expect([await use(), await use(), await use(), await use(), await use()]).toEqual([200, 200, 200, 200, 404]);
  });

  test('an answer by response_url replaces or removes the message that was clicked', async () => {
    await slack.as(sam).command(ops, '/order', 'replace');
    const message = await slack.waitForMessage(ops, '*Order*: replace');
    await slack.as(dana).click(message, 'approve');
    const url = latest(kept.bodies, 'response_url');
    const send = (body: object) =>
      fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
    await send({ replace_original: true, text: 'replaced' });
    expect(
      (await slack.waitForMessage(ops, (each) => each.ts === message.ts && each.text === 'replaced')).blocks,
    ).toBeUndefined();
    await send({ delete_original: true });
    expect((await slack.history(ops)).some((each) => each.ts === message.ts)).toBe(false);
  });

  test('with two connections each payload goes to one of them', async () => {
    const second = await startTinyApp(slack);
    await slack.as(sam).command(ops, '/order', 'shared');
    const message = await slack.waitForMessage(ops, '*Order*: shared');
    kept.heard.actions.length = 0;
    for (let click = 0; click < 4; click += 1) await slack.as(dana).click(message, 'approve');
    expect([kept.heard.actions.length, second.heard.actions.length]).toEqual([2, 2]);
    await second.stop();
  });

  test('a deactivated person cannot act', async () => {
    await slack.setPerson(dana, { deactivated: true });
    await expect(slack.as(dana).say(ops, 'hello')).rejects.toThrow('Dana Kim is deactivated');
    await slack.setPerson(dana, { deactivated: false });
  });
});

test('a trigger that is too old opens nothing', async () => {
  const slack = await startLocalSlack({ workspace: tinyWorkspace, timing: { triggerMs: -1 } });
  const { web, bodies, stop } = await startKeeping(slack);
  await slack.as(sam).command(ops, '/order', 'late');
  await slack.waitForMessage(ops, '*Order*: late');
  const opening = web.views.open({ trigger_id: latest(bodies, 'trigger_id'), view: bare });
  expect(await errorOf(opening)).toBe('expired_trigger_id');
  await stop();
  await slack.close();
});

test('the panel shows what the host sets, and the host hears its buttons', async () => {
  const slack = await startLocalSlack({ workspace: tinyWorkspace });
  const button = { id: 'break', label: 'Break it', description: 'Runs the bad migration', enabled: true };
  await slack.setPanel({ title: 'Demo', description: 'What can be done', buttons: [button], status: [] });
  const { promise: pressed, resolve } = Promise.withResolvers<void>();
  slack.onPanel('break', resolve);
  const press = (id: string) =>
    fetch(`${slack.url}/control/panel/press`, { method: 'POST', body: JSON.stringify({ id }) });
  expect((await press('nothing')).status).toBe(400);
  expect((await press('break')).status).toBe(200);
  await pressed;
  await slack.close();
});
