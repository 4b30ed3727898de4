import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Bot } from '../../../demo/host/start-bot.ts';
import { visibleText } from '../../../demo/slack/reading.ts';
import type { BodyOf, Entry, EntryKind } from '../../../src/domain/entry.ts';
import type { IncidentId } from '../../../src/domain/ids.ts';
import { giveOrders } from '../../crash/orders.ts';
import { lead, onCall } from '../../support/incident-builder.ts';
import { eventually } from '../../support/world.ts';
import type { BotProcess } from './bot-process.ts';
import { ops } from './office.ts';
import { type Pager, startPager } from './pager.ts';
import { claimOf } from './pressing.ts';
import { anotherService, openDeciding } from './scenes.ts';
import { attempts, entryFile, keyOf, openStreet, PATIENT } from './street.ts';

const page = { by: 'page', wait: '2s', url_env: 'PAGER_URL' };

const street = openStreet();
const { journal, cardOf } = street;
let pager: Pager;
beforeAll(async () => {
  pager = await startPager();
});
afterAll(() => pager.close());

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
  const bots = street.botOver(services, [...attempts(), page], { PAGER_URL: pager.url });
  let bot = await startKilling(bots, deaths[0]);
  pager.onFirst(() => void bot.stop('SIGKILL'));
  const ids: IncidentId[] = [];
  for (const service of services)
    ids.push(await openDeciding(street.store.entries, { service, identifiedAgoMs: 20_000 }));
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
  return bots.start(entryFile);
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
  const keys = () => street.slack.scene.messages.flatMap(keyOf).filter((key) => key.startsWith(`${id}/`));
  await eventually('everything to be told', async () => wanted.every((key) => keys().includes(key)), PATIENT);
  expect(keys().toSorted()).toEqual([...new Set(keys())].toSorted());
  const paged = entries.find(({ body }) => body.kind === 'contact-attempted' && body.by === 'page');
  const calls = pager.dedupKeys().filter((key) => key.startsWith(`${id}/`));
  expect(new Set(calls)).toEqual(new Set([`${id}/contact/${paged?.n}`]));
}

/** After all of that the on-call engineer decides, late and with a reason, and the timeline says why they might. */
async function expectStandInToDecide(id: IncidentId): Promise<void> {
  const card = await cardOf(id);
  await street.slack.as(onCall).click(card, 'approve', { value: claimOf(card) });
  const form = await street.slack.waitForView(onCall, (view) => visibleText(view).includes('to approve'), PATIENT);
  const service = (await journal(id))[0]?.body;
  const typed = service?.kind === 'incident-declared' ? service.declaration.service : '';
  await street.slack.as(onCall).submit(form, { typed, reason: 'The data is gone.' });
  await street.slack.waitForEphemeral(onCall, `Recorded for ${id}`, PATIENT);
  const decision = (await journal(id)).find(({ body }) => body.kind === 'decision-made')?.body;
  expect(decision).toMatchObject({ vote: { by: onCall, basis: { rule: 'stand-in' }, lateByMs: expect.any(Number) } });
  await street.slack.waitForMessage(
    ops,
    /on-call engineer[\s\S]*The team lead did not answer a direct message at/,
    PATIENT,
  );
}
