import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { findFreePort } from '../../demo/cluster/free-port.ts';
import { visibleText } from '../../demo/slack/reading.ts';
import type { SlackMessage } from '../../demo/slack/shapes.ts';
import { fromAlertmanager } from '../adapters/alerts/payloads.ts';
import { eventually, PATIENT, shareWorld, untilReady } from '../support/world.ts';
import { endIncident, ops, sam } from '../support/world-acts.ts';

/** A secret that the example's environment has already. */
const secretName = 'PROMPTREFINE_ADMIN_TOKEN';
let door = '';
const stage = shareWorld({
  rate: 0,
  prepare: async (world) => {
    const port = await findFreePort();
    door = `http://127.0.0.1:${port}/alerts/promptrefine/alertmanager`;
    const file = world.environment['RECOURSE_CONFIG'] ?? '';
    const written = parse(readFileSync(file, 'utf8')) as object;
    const alerts = { listen: `127.0.0.1:${port}`, secret_env: secretName };
    writeFileSync(file, stringify({ ...written, alerts }));
    await world.restartBot();
    await untilReady(world);
  },
});

const [violations] = fromAlertmanager.alerts;
async function send(alert: object): Promise<void> {
  const authorization = `Bearer ${stage.world.environment[secretName]}`;
  const body = JSON.stringify({ ...fromAlertmanager, alerts: [{ ...violations, ...alert }] });
  const answer = await fetch(door, { method: 'POST', body, headers: { authorization } });
  expect(answer.status, await answer.text()).toBe(200);
}
const says =
  (...words: readonly string[]) =>
  (message: SlackMessage) =>
    words.every((each) => visibleText(message).includes(each));
const cardSaying = (...words: readonly string[]) => stage.world.slack.waitForMessage(ops, says(...words), PATIENT);
const cards = async () =>
  (await stage.world.slack.history(ops)).filter(says('of PromptRefine (production)', 'first heard'));

describe('an alert opens the door and does not go through it (P9)', () => {
  test('one card, whatever is sent again, while the bot dies and comes back', async () => {
    await send({});
    await stage.world.restartBot('SIGKILL');
    await untilReady(stage.world);
    await send({});
    const summary = 'no connection to postgres://app:s3cr3t@db/shop';
    await send({
      fingerprint: 'f2',
      labels: { alertname: 'OrphanedRows', severity: 'warning' },
      annotations: { summary },
    });
    const card = await cardSaying('🔴 1 critical alert', 'ForeignKeyViolations', 'OrphanedRows');
    expect(JSON.stringify(card.blocks)).not.toContain('<!channel>');
    expect(await cards()).toHaveLength(1);
    expect(await stage.store.entries.list({ liveOnly: true, limit: 1 })).toEqual([]);
  });

  test('its button opens the form with what is known, and a person declares', async () => {
    const { slack } = stage.world;
    await slack.as(sam.id).click(await cardSaying('🔴 1 critical alert'), 'declare-from-alerts');
    const form = await slack.waitForView(sam.id, 'Failing migration', PATIENT);
    await slack.as(sam.id).submit(form, {});
    await slack.waitForNoView(sam.id, PATIENT);
    const id = await eventually('the incident', async () => {
      const [line] = await stage.store.entries.list({ liveOnly: true, limit: 1 });
      return line?.id ?? null;
    });
    const episode = await stage.store.alerts.episode(
      { service: 'promptrefine' as never, environment: 'production' },
      1,
    );
    const { declaration } = await stage.until(id, 'to be there', () => true);
    expect(declaration).toMatchObject({
      declaredBy: sam.id,
      identifiedSource: 'alert',
      identifiedAt: episode?.openedAt,
      triggers: [{ code: 'data-corruption' }],
      correlationIds: ['req-17', 'req-18'],
      errorOutput: expect.stringContaining('violates foreign key constraint'),
    });
    expect(declaration.seen).toContain('42 foreign key violations');
    expect(JSON.stringify(episode)).toContain('postgres://app:«secret»@db/shop');
    await cardSaying(`${id} was declared`);

    const summary = `refused: ${stage.world.environment[secretName]}`;
    await send({ fingerprint: 'f3', labels: { alertname: 'Http5xx', severity: 'critical' }, annotations: { summary } });
    await send({ status: 'resolved', endsAt: '2026-06-03T16:30:00.000+02:00' });
    await cardSaying('🔔 critical alert Http5xx');
    await cardSaying('✓ resolved: ForeignKeyViolations');
    expect(await cards()).toHaveLength(1);
    const kept = JSON.stringify([episode, await stage.store.entries.read(id, 0), await slack.history(ops)]);
    expect(kept).toContain('refused: «secret»');
    expect(kept).not.toContain('s3cr3t');
    expect(kept).not.toContain(stage.world.environment[secretName]);
    await endIncident(stage, id);
  });
});
