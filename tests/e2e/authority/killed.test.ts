import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Bot } from '../../../demo/host/start-bot.ts';
import { type LocalSlack, startLocalSlack } from '../../../demo/slack/client.ts';
import { visibleText } from '../../../demo/slack/reading.ts';
import { openStore, type Store } from '../../../src/adapters/store/open-store.ts';
import type { BodyOf, Entry, EntryKind } from '../../../src/domain/entry.ts';
import type { IncidentId } from '../../../src/domain/ids.ts';
import type { ServicePolicy } from '../../../src/domain/policy-file/service.ts';
import { giveOrders } from '../../crash/orders.ts';
import { freshDatabase } from '../../support/cluster.ts';
import { lead, onCall } from '../../support/incident-builder.ts';
import { eventually } from '../../support/world.ts';
import { type BotProcess, botProcess, serviceNamed } from './bot-process.ts';
import { officeWorkspace, ops } from './office.ts';
import { type Pager, startPager } from './pager.ts';
import { claimOf } from './pressing.ts';
import { anotherService, openDeciding } from './scenes.ts';

const PATIENT = { timeoutMs: 120_000 };
/** The real bot with short leases, that dies where it is told to. */
const entry = join(import.meta.dirname, '..', '..', 'crash', 'bot.ts');

const window = { length: '1m', reminders: ['20s', '15s', '10s', '5s'] };
const attempts = (more: object = {}) => [
  { by: 'direct-message', wait: '2s', ...more },
  { by: 'mention', wait: '2s' },
];
const page = { by: 'page', wait: '2s', url_env: 'PAGER_URL' };

const database = freshDatabase();
let slack: LocalSlack;
let pager: Pager;
let store: Store;
beforeAll(async () => {
  slack = await startLocalSlack({ workspace: officeWorkspace() });
  await slack.faults.messageBurst(0);
  await slack.faults.tiers(false);
  pager = await startPager();
  store = await openStore({ databaseUrl: database.url });
});
afterAll(async () => {
  await store.close();
  await pager.close();
  await slack.close();
});

function botOver(services: readonly ServicePolicy[], contact: object): BotProcess {
  return botProcess({
    slack,
    storeUrl: database.url,
    services: services.map(({ name }) => serviceNamed(name, { authority: { contact }, window })),
    secrets: { PAGER_URL: pager.url },
  });
}

/** Where it is killed: after each kind of entry that the ladder and the clock write, and while its effect is under way. */
const deaths: readonly EntryKind[] = [
  'contact-attempted',
  'contact-delivered',
  'window-reminded',
  'contact-attempted',
  'contact-delivered',
  'window-reminded',
  'contact-attempted',
  'rung-opened',
  'window-lapsed',
];

test('killed after every kind of step of the ladder, the bot loses no attempt and no reminder, and sends none twice', async () => {
  const services = [anotherService(), anotherService()];
  const bots = botOver(services, [...attempts(), page]);
  let bot = await startKilling(bots, deaths[0]);
  pager.onFirst(() => void bot.stop('SIGKILL'));
  const ids: IncidentId[] = [];
  for (const service of services) ids.push(await openDeciding(store.entries, { service, identifiedAgoMs: 20_000 }));
  let ended = false;
  const over = eventually('all lapses', async () => (await Promise.all(ids.map(isOver))).every(Boolean), PATIENT)
    .catch(async (error) => {
      throw new Error(JSON.stringify(await Promise.all(ids.map(outlineOf))), { cause: error });
    })
    .finally(() => {
      ended = true;
    });
  for (let death = 1; !ended; death += 1) {
    await Promise.race([bot.ended, over]);
    if (!ended) bot = await startKilling(bots, deaths[death]);
  }
  await over;
  await Promise.all(ids.map((id) => expectWhole(id)));
  await expectStandInToDecide(ids[0] as IncidentId);
  await bot.stop();
});

async function startKilling(bots: BotProcess, kind: EntryKind | undefined): Promise<Bot> {
  if (kind !== undefined) giveOrders(bots.folder, { at: 'after', kind, step: null, deed: 'kill' });
  return bots.start(entry);
}

async function isOver(id: IncidentId): Promise<boolean> {
  const kinds = (await journal(id)).map(({ body }) => body.kind);
  return kinds.includes('window-lapsed') && kinds.includes('rung-opened');
}

async function outlineOf(id: IncidentId): Promise<string[]> {
  return (await journal(id)).map(({ body, recordedAt }) => `${recordedAt} ${body.kind}`);
}

async function expectWhole(id: IncidentId): Promise<void> {
  const entries = await journal(id);
  const of = <Kind extends EntryKind>(kind: Kind) =>
    entries.flatMap((each) => (each.body.kind === kind ? [each.body as BodyOf<Kind>] : []));
  expect(of('contact-attempted').map(({ attempt }) => attempt)).toEqual([0, 1, 2]);
  // A page may be through before the message that was sent before it.
  expect(
    of('contact-delivered')
      .map(({ attempt }) => attempt)
      .toSorted(),
  ).toEqual([0, 1, 2]);
  expect(of('contact-failed')).toEqual([]);
  expect(of('window-lapsed')).toHaveLength(1);
  const reminded = of('window-reminded').map(({ beforeMs }) => beforeMs);
  expect(new Set(reminded).size).toBe(reminded.length);
  expect(of('rung-opened').filter(({ role }) => role === 'on-call')).toHaveLength(1);
  expectRungOnEvidence(entries);
  await expectToldOnce(id, entries);
}

/** Whatever happened in between: the right opened when the last wait, counted from its recorded outcome, was over. */
function expectRungOnEvidence(entries: readonly Entry[]): void {
  const at = (kind: EntryKind) => Date.parse(entries.findLast(({ body }) => body.kind === kind)?.recordedAt ?? '');
  const rung = entries.find(({ body }) => body.kind === 'rung-opened' && body.role === 'on-call');
  expect(Date.parse(rung?.recordedAt ?? '')).toBeGreaterThanOrEqual(at('contact-delivered') + 2_000);
}

/** By the keys that messages carry in Slack: every attempt and every reminder is there, and nothing is there twice. */
async function expectToldOnce(id: IncidentId, entries: readonly Entry[]): Promise<void> {
  const told: readonly EntryKind[] = ['contact-attempted', 'window-reminded', 'rung-opened', 'window-lapsed'];
  const wanted = entries.flatMap(({ n, body }) => [
    ...(told.includes(body.kind) ? [`${id}/entry/${n}`] : []),
    ...(body.kind === 'contact-attempted' && body.by !== 'page' ? [`${id}/contact/${n}/${lead}`] : []),
  ]);
  const keys = () => slack.scene.messages.flatMap(keyOf).filter((key) => key.startsWith(`${id}/`));
  await eventually('everything to be told', async () => wanted.every((key) => keys().includes(key)), PATIENT);
  expect(keys().toSorted()).toEqual([...new Set(keys())].toSorted());
  const paged = entries.find(({ body }) => body.kind === 'contact-attempted' && body.by === 'page');
  const calls = pager.dedupKeys().filter((key) => key.startsWith(`${id}/`));
  expect(new Set(calls)).toEqual(new Set([`${id}/contact/${paged?.n}`]));
}

function keyOf(message: object): string[] {
  const { metadata } = message as { metadata?: { event_payload?: { key?: string } } };
  const key = metadata?.event_payload?.key;
  return key === undefined ? [] : [key];
}

/** After all of that the on-call engineer decides, late and with a reason, and the timeline says why they might. */
async function expectStandInToDecide(id: IncidentId): Promise<void> {
  const card = await cardOf(id);
  await slack.as(onCall).click(card, 'approve', { value: claimOf(card) });
  const form = await slack.waitForView(onCall, (view) => visibleText(view).includes('to approve'), PATIENT);
  const service = (await journal(id))[0]?.body;
  const typed = service?.kind === 'incident-declared' ? service.declaration.service : '';
  await slack.as(onCall).submit(form, { typed, reason: 'The data is gone.' });
  await slack.waitForEphemeral(onCall, `Recorded for ${id}`, PATIENT);
  const decision = (await journal(id)).find(({ body }) => body.kind === 'decision-made')?.body;
  expect(decision).toMatchObject({ vote: { by: onCall, basis: { rule: 'stand-in' }, lateByMs: expect.any(Number) } });
  await slack.waitForMessage(ops, /on-call engineer[\s\S]*The team lead did not answer a direct message at/, PATIENT);
}

test.each([
  { counts: true, opens: 'on-call', says: 'policy lets it count as an attempt' },
  { counts: false, opens: 'cto', says: 'it does not count as an attempt' },
])('a message that Slack does not deliver opens the rung of $opens where policy counts it: $counts', async (row) => {
  const service = anotherService();
  const bot = botOver([service], attempts({ failed_delivery_counts: row.counts })).start(entry);
  await slack.faults.fail({ method: 'conversations.open', code: 'user_disabled' });
  const id = await openDeciding(store.entries, { service });
  const rung = await eventually('a rung', async () => rungsOf(await journal(id))[0] ?? null, PATIENT);
  expect(rung).toBe(row.opens);
  await slack.waitForMessage(ops, (message) => visibleText(message).includes(row.says), PATIENT);
  await bot.stop();
});

test('the lead’s “I am here” closes the on-call engineer’s right again, even with the form already open', async () => {
  const service = anotherService();
  const bot = botOver([service], attempts()).start(entry);
  const id = await openDeciding(store.entries, { service });
  await eventually('the rung', async () => rungsOf(await journal(id)).includes('on-call'), PATIENT);
  const card = await cardOf(id);
  await slack.as(onCall).click(card, 'approve', { value: claimOf(card) });
  const form = await slack.waitForView(onCall, (view) => visibleText(view).includes('to approve'), PATIENT);
  const direct = slack.scene.channels.find(({ directWith }) => directWith === lead)?.id ?? '';
  const request = await slack.waitForMessage(direct, id, PATIENT);
  await slack.as(lead).click(request, 'answer-contact');
  await eventually('the answer', async () => (await journal(id)).some(({ body }) => body.kind === 'contact-answered'));
  await slack.as(onCall).submit(form, { typed: service.name });
  await slack.waitForEphemeral(onCall, /The team lead is here[\s\S]*does not stand in/, PATIENT);
  expect((await journal(id)).filter(({ body }) => body.kind === 'vote-cast')).toEqual([]);
  await bot.stop();
});

function rungsOf(entries: readonly Entry[]): string[] {
  return entries.flatMap(({ body }) => (body.kind === 'rung-opened' ? [body.role] : []));
}

function cardOf(id: IncidentId) {
  return slack.waitForMessage(ops, (message) => keyOf(message).includes(`${id}/card`), PATIENT);
}

async function journal(id: IncidentId): Promise<readonly Entry[]> {
  return (await store.entries.read(id, 0))?.entries ?? [];
}
