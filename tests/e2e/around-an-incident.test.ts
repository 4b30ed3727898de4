import { expect, test } from 'vitest';
import { demoChannels } from '../../demo/slack/preset.ts';
import { visibleText } from '../../demo/slack/reading.ts';
import type { BodyOf } from '../../src/domain/entry.ts';
import type { IncidentId } from '../../src/domain/ids.ts';
import { writtenAt } from '../../src/domain/message.ts';
import { headlineKey } from '../../src/domain/message-keys.ts';
import { PATIENT, shareWorld } from '../support/world.ts';
import { alex, dana, declare, endIncident, ops, robin, sam } from '../support/world-acts.ts';

const stage = shareWorld({ rate: 0 });
const { general } = demoChannels;

/** The messages that stand in the timeline. */
async function copied(id: IncidentId) {
  const notes = (await stage.entries(id)).flatMap(({ body, ...entry }) =>
    body.kind === 'note-added' && body.from !== undefined ? [{ ...entry, note: body as BodyOf<'note-added'> }] : [],
  );
  return notes.map(({ note, occurredAt, by }) => ({ text: note.text, occurredAt, by, from: note.from }));
}

test('the Home tab of whoever opened it follows the incident without them', async () => {
  const { slack } = stage.world;
  await slack.as(alex.id).openHome();
  const calm = await slack.waitForHome(alex.id, /No incident is live[\s\S]*PromptRefine/, PATIENT);
  expect(visibleText(calm)).toMatch(/Could decide now: <@U0DANA> \(team lead\)[\s\S]*/);
  const id = await declare(stage);
  const burning = await slack.waitForHome(alex.id, `🚨 *PromptRefine* (production) in <#${ops}>: *${id}*`, PATIENT);
  expect(visibleText(burning)).toContain('*Decide by*');
  await slack.as(alex.id).clickInView(burning, 'show-drills');
  await slack.waitForView(alex.id, 'Drills', PATIENT);
  await slack.as(alex.id).close(await slack.waitForView(alex.id, /drill/i, PATIENT));
  await endIncident(stage, id);
  await slack.waitForHome(alex.id, /No incident is live[\s\S]*left to do/, PATIENT);
  // Whoever never opened it is never published to.
  expect(slack.scene.homes[robin.id]).toBeUndefined();
});

test('messages become part of the timeline by a reaction and by a shortcut, once, at the time when they were written', async () => {
  const { slack } = stage.world;
  const early = await slack.as(robin.id).say(ops, 'the &lt;prompts&gt; page is empty since I merged');
  const id = await declare(stage);
  const message = await slack.waitForMessage(ops, (each) => each.ts === early.ts);

  await slack.faults.duplicate(1);
  await slack.as(dana.id).react(message, 'pushpin');
  await slack.waitForEphemeral(dana.id, `is in the timeline of ${id} now`, PATIENT);
  await slack.as(sam.id).react(message, 'pushpin');
  await slack.waitForEphemeral(sam.id, 'in the timeline of', PATIENT);
  await slack.as(sam.id).react(message, 'tada');
  const from = { channel: ops, ts: message.ts, author: robin.id };
  expect(await copied(id)).toMatchObject([
    {
      text: 'the <prompts> page is empty since I merged',
      occurredAt: writtenAt(message.ts),
      by: { id: dana.id },
      from,
    },
  ]);
  const told = await slack.waitForMessage(ops, 'Robin Berg wrote: the &lt;prompts&gt; page is empty', PATIENT);
  const headline = await stage.store.outbox.where(headlineKey(id));
  expect(told.thread_ts).toBe(headline?.ts);

  // Recourse is not in this channel: what leaves it is shown first, and may be shortened.
  const secret = await slack.as(robin.id).say(general.id, 'it broke at ten; my door code is 4711');
  const elsewhere = await slack.waitForMessage(general.id, (each) => each.ts === secret.ts);
  await slack.as(dana.id).shortcut('add-to-timeline', elsewhere);
  const form = await slack.waitForView(dana.id, 'What is copied', PATIENT);
  await slack.as(dana.id).submit(form, { text: 'it broke at ten' });
  await slack.waitForNoView(dana.id, PATIENT);
  await slack.waitForMessage(`D${dana.id.slice(1)}`, `in the timeline of ${id} now`, PATIENT);
  expect((await copied(id)).at(-1)).toMatchObject({
    text: 'it broke at ten',
    from: { channel: general.id, adapted: true },
  });

  await slack.as(sam.id).shortcut('add-to-timeline', told);
  await slack.waitForEphemeral(sam.id, 'Recourse wrote this message itself', PATIENT);
  expect(await copied(id)).toHaveLength(2);

  await slack.setPlan('paid');
  await endIncident(stage, id);
  const link = await slack.waitForMessage(ops, 'The post-mortem as a canvas has arrived', PATIENT);
  expect(link.thread_ts).toBe(headline?.ts);
  const [canvas, another] = await slack.canvases();
  expect(canvas).toMatchObject({ title: `Post-mortem of ${id}`, channels: [ops] });
  expect(another).toBeUndefined();
  expect(visibleText(link)).toContain(`${slack.url}/docs/T0DEMO/${canvas?.id}`);
  const written = await (await fetch(`${slack.url}/docs/T0DEMO/${canvas?.id}`)).text();
  expect(written).toContain('Robin Berg wrote: the \\<prompts\\> page is empty since I merged');
  expect(written).toContain('Added by Dana Kim from [a message](<');

  const late = await slack.as(robin.id).say(ops, 'all is well');
  // Teams pin messages every day: without an incident nobody is told anything. Who asks in words is answered.
  const unheard = await slack.waitForMessage(ops, (each) => each.ts === late.ts);
  await slack.as(robin.id).react(unheard, 'pushpin');
  await slack.as(sam.id).shortcut('add-to-timeline', unheard);
  await slack.waitForEphemeral(sam.id, 'No incident is live.', PATIENT);
  expect(JSON.stringify(await slack.ephemerals(robin.id))).not.toContain('No incident');
});
