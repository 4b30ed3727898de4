import { expect, test } from 'vitest';
import { visibleText } from '../../../demo/slack/reading.ts';
import type { SlackMessage } from '../../../demo/slack/shapes.ts';
import type { IncidentId } from '../../../src/domain/ids.ts';
import { eventually, PATIENT, shareWorld } from '../../support/world.ts';
import {
  alex,
  dana,
  declareAndPrepare,
  openVote,
  ops,
  pressAndFill,
  sam,
  takeBackup,
  untilRecovered,
} from '../../support/world-acts.ts';

/** The ladder moves in seconds; the reminders lie in the first minute of a window of half an hour. */
const reminders = ['1795s', '1790s', '1785s', '1780s'];
const stage = shareWorld({
  adapt: (policy) => ({
    ...policy,
    freeze: { ...(policy['freeze'] as object), prove_for: '4s' },
    authority: {
      ...(policy['authority'] as object),
      contact: [
        { by: 'direct-message', wait: '3s' },
        { by: 'mention', wait: '3s' },
      ],
    },
    window: { length: '30m', reminders },
  }),
  prepare: async (world) => {
    await takeBackup(world);
    await world.service.runBadMigration();
  },
});

const topic = () => stage.world.slack.scene.channels.find((channel) => channel.id === ops)?.topic ?? '';
const shows = (text: string | RegExp, channel: string = ops) =>
  stage.world.slack.waitForMessage(channel, text, PATIENT);
const directOf = (person: string) =>
  stage.world.slack.scene.channels.find(({ directWith }) => directWith === person)?.id ?? '';
let id: IncidentId;

test('a silent lead is asked by message and by mention, and then the on-call engineer may decide; card and timeline say why', async () => {
  ({ id } = await declareAndPrepare(stage));
  await stage.until(id, 'the on-call engineer’s rung', ({ rungsOpened }) => rungsOpened.includes('on-call'));
  const direct = await shows('I am here', directOf(dana.id));
  expect(visibleText(direct)).toContain(id);
  const card = await shows(/May decide now[\s\S]*because the team lead did not answer/);
  expect(visibleText(card)).toMatch(
    /Attempts to reach the team lead:[\s\S]*Attempt 1: a direct message to [\s\S]*, delivered; given until [\s\S]*Attempt 2: a mention in the channel to [\s\S]*No answer to any attempt: since .* the team lead counts as unreachable/,
  );
  const line = await shows(
    /on-call engineer[\s\S]*The team lead did not answer a direct message at .* and a mention in the channel at/,
  );
  expect(line.thread_ts).toBe(card.thread_ts);
});

test('each reminder stands in the thread once, though the bot is killed among them, and the topic shows the absolute end', async () => {
  await stage.world.restartBot('SIGKILL');
  const { remindedMs } = await stage.until(id, 'the last reminder', (now) => now.remindedMs.at(-1) === 1_780_000);
  await shows(/29 min 40 s/);
  expect(await inThread(({ text }) => /\b29 min [0-9]+ s\b/.test(text))).toHaveLength(remindedMs.length);
  expect(new Set(remindedMs).size).toBe(remindedMs.length);
  expect(topic()).toMatch(/^Releases, incidents and on-call · 🚨 INC-1: decide by \d\d:\d\d/);
});

test('`/rollback who` names who may decide now, by which rule, and what would change it', async () => {
  await stage.world.slack.as(sam.id).command(ops, '/rollback', 'who promptrefine');
  const told = visibleText(await stage.world.slack.waitForEphemeral(sam.id, 'Who may decide', PATIENT));
  expect(told).toMatch(/Now, on INC-1:/);
  expect(told).toMatch(/on-call engineer: may decide, because the team lead did not answer a direct message at/);
  expect(told).toMatch(/CTO: may decide at any time \(S8\); not called so far/);
  expect(told).toMatch(/What would change it: an answer from the team lead ends the attempts/);
});

test('a corrected identification moves the end; the lapse is told once, decides nothing and calls the CTO (S9)', async () => {
  const { declaredAt } = await stage.until(id, 'the incident', () => true);
  const identified = Math.floor((Date.now() - 30 * 60_000) / 1_000) + 12;
  expect(identified * 1_000).toBeLessThan(Date.parse(declaredAt));
  await pressAndFill(
    stage,
    { id, action: 'correct-identification', form: 'How do you know', by: sam },
    { 'identified-at': String(identified), why: 'The first alert says so.' },
  );
  const lapsed = await stage.until(id, 'the lapse', ({ lapsedAt }) => lapsedAt !== null);
  expect([lapsed.decision, lapsed.phase]).toEqual([null, 'deciding']);
  await stage.until(id, 'the CTO to be called', ({ rungsOpened }) => rungsOpened.includes('cto'));
  await shows(/CTO[\s\S]*The decision window closed and nobody had decided|nobody had decided[\s\S]*CTO/);
  await shows(/called on to decide as CTO[\s\S]*nobody had decided/, directOf(alex.id));
  const lapses = (await stage.entries(id)).filter(({ body }) => body.kind === 'window-lapsed');
  expect(lapses).toHaveLength(1);
});

test('the on-call engineer decides after the lapse with a reason: it is recorded as late, on the evidence, and old cards say so', async () => {
  const form = await openVote(stage, id, sam);
  await stage.world.slack.as(sam.id).submit(form, { typed: 'promptrefine', reason: 'The data is gone.' });
  const { decision } = await stage.until(id, 'the decision', (now) => now.decision !== null);
  expect(decision).toMatchObject({ by: sam.id, choice: 'approve', basis: { rule: 'stand-in' } });
  expect(decision?.lateByMs).toBeGreaterThan(0);
  const kinds = new Map((await stage.entries(id)).map((entry) => [entry.n, entry.body.kind]));
  expect(decision?.basis.evidence.map((n) => kinds.get(n))).toEqual([
    ...['contact-attempted', 'contact-delivered'],
    ...['contact-attempted', 'contact-delivered'],
  ]);
  await shows(/It was decided at/, directOf(dana.id));
  await eventually('no message to offer an approval any more', async () => !offersApproval());
});

test('an objection during the execution stops every step that has not begun, until it is taken back', async () => {
  await stage.until(id, 'the freeze to begin', ({ steps }) => steps['freeze-writes']?.status === 'running');
  await pressAndFill(stage, { id, action: 'object', form: 'Object' }, { why: 'I want to look at it first.' });
  await stage.until(id, 'the objection', ({ objections }) => objections.length === 1);
  await stage.until(id, 'the freeze to end', ({ steps }) => steps['freeze-writes']?.status === 'done');
  await stage.world.slack.as(alex.id).command(ops, '/incident', 'status');
  await stage.world.slack.waitForEphemeral(alex.id, id, PATIENT);
  const began = (await stage.entries(id)).filter(({ body }) => body.kind === 'step-began');
  const objected = (await stage.entries(id)).find(({ body }) => body.kind === 'objection-raised')?.n ?? 0;
  expect(began.filter(({ n }) => n > objected)).toEqual([]);
  await pressAndFill(stage, { id, action: 'withdraw', form: 'Withdraw' }, { why: 'I have looked.' });
  await untilRecovered(stage, id);
});

test('the topic is given back', async () => {
  await stage.world.slack.waitForMessage(ops, 'is back', PATIENT);
  expect(topic()).toBe('Releases, incidents and on-call');
});

function offersApproval(): boolean {
  const messages = stage.world.slack.scene.messages.filter(({ ephemeralFor }) => ephemeralFor === undefined);
  return messages.some(({ blocks }) => JSON.stringify(blocks ?? []).includes('"action_id":"approve"'));
}

async function inThread(fits: (message: SlackMessage) => boolean): Promise<readonly SlackMessage[]> {
  const headline = stage.world.slack.scene.messages.find(
    ({ text, channel }) => channel === ops && text.includes(`${id}: `),
  );
  return (await stage.world.slack.thread(ops, headline?.thread_ts ?? headline?.ts ?? '')).filter(fits);
}
