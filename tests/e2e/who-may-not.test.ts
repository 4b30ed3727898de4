import { basename } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import type { IncidentId } from '../../src/domain/ids.ts';
import type { Incident } from '../../src/domain/incident.ts';
import { PATIENT, reconfigure, shareWorld } from '../support/world.ts';
import {
  alex,
  answerTo,
  backupFolders,
  chooseBackup,
  countOf,
  dana,
  declare,
  declareAndPrepare,
  endIncident,
  messageWith,
  openVote,
  ops,
  press,
  pressAndFill,
  robin,
  type Someone,
  sam,
  takeBackup,
  untilRecovered,
  valueFor,
  windowAfter,
} from '../support/world-acts.ts';
import { findSecrets } from '../support/world-secrets.ts';

const contact = (wait: string) => [
  { by: 'direct-message', wait },
  { by: 'mention', wait },
];
const authority = (policy: Record<string, unknown>) => policy['authority'] as object;
const stage = shareWorld({
  adapt: (policy) => ({
    ...policy,
    authority: { ...authority(policy), contact: contact('10m') },
    window: { late_decision: 'cto-only' },
  }),
  prepare: async (world) => {
    await takeBackup(world);
    await takeBackup(world);
    await world.service.runBadMigration();
  },
});

let first: Incident;
let live: IncidentId | null = null;
afterEach(async () => {
  if (live !== null) await endIncident(stage, live);
  live = null;
});

const as = (person: Someone) => stage.world.slack.as(person.id);
const decisions = (id: IncidentId) => countOf(stage, id, 'decision-made');
async function clickForged(person: Someone, value: string, action = 'approve') {
  await as(person).click(await messageWith(stage, first.id, 'approve'), action, { value });
}

describe('while a plan waits for its decision', () => {
  test('somebody without a role is told who may, and nothing is counted', async () => {
    first = await declareAndPrepare(stage);
    const told = await windowAfter(stage, robin, () => press(stage, first.id, 'approve', robin));
    expect(told).toContain('You may not decide');
    expect(told).toContain(dana.id);
    expect(told).toContain(alex.id);
    expect(await decisions(first.id)).toBe(0);
  });

  test('the on-call engineer is told what is still missing before they may stand in', async () => {
    const told = await windowAfter(stage, sam, () => press(stage, first.id, 'approve', sam));
    expect(told).toContain('You may not decide');
    expect(told).toContain('team lead');
    expect(await decisions(first.id)).toBe(0);
  });
});

describe('a forged button', () => {
  test.each([
    ['another digest', { digest: 'a'.repeat(64) }, 'The plan has changed since this button was drawn'],
    ['another incident', { incident: 'INC-99' }, 'There is no incident INC-99'],
  ])('that names %s decides nothing, even for the team lead', async (_, forged, answer) => {
    expect(await windowAfter(stage, dana, () => clickForged(dana, valueFor(first, forged)))).toContain(answer);
    expect(await decisions(first.id)).toBe(0);
  });

  test.each([
    ['garbage', '{"incident":'],
    ['a value that is no object', '7'],
    ['a field that no button has', '{"incident":"INC-1","service":"promptrefine","role":"cto"}'],
    ['a name that would end a query', `{"incident":"INC-1'; DROP SCHEMA recourse; --","service":"promptrefine"}`],
    ['a megabyte', JSON.stringify({ incident: 'INC-1', service: 'promptrefine', digest: 'a'.repeat(1_000_000) })],
  ])('that carries %s is refused, and says where one that works is', async (_, value) => {
    const told = await answerTo(stage, dana, () => clickForged(dana, value));
    expect(told).toContain('not something that Recourse wrote');
    expect(told).toContain('/rollback');
    expect(await decisions(first.id)).toBe(0);
  });

  test('that claims another service lends nobody the rules of that one', async () => {
    const forged = valueFor(first, { service: 'another-service' });
    const told = await windowAfter(stage, robin, () => clickForged(robin, forged));
    expect(told).toContain('You may not decide');
    expect(await decisions(first.id)).toBe(0);
  });

  test('of a step or an ending is refused by name to somebody without a role', async () => {
    const card = await messageWith(stage, first.id, 'approve');
    const close = async () => {
      await as(robin).click(card, 'close', { value: valueFor(first) });
      const form = await stage.world.slack.waitForView(robin.id, 'Root cause', PATIENT);
      await as(robin).submit(form, { 'root-cause': 'nothing' });
    };
    expect(await answerTo(stage, robin, close)).toContain('You may not close the incident');
    const step = valueFor(first, { step: 'validate-copy' });
    expect(await answerTo(stage, robin, () => as(robin).click(card, 'retry-step', { value: step }))).toContain(
      'No step waits for a person',
    );
    expect((await stage.journal.incident(first.id))?.phase).toBe('deciding');
  });
});

describe('a form', () => {
  test('with a wrong name says so beneath the field, and stays open', async () => {
    const form = await openVote(stage, first.id, dana);
    const { errors } = await as(dana).submit(form, { typed: 'promtrefine' });
    expect(Object.values(errors ?? {})).toEqual(['That differs. To approve, type exactly: promptrefine']);
    await as(dana).close(form);
    expect(await decisions(first.id)).toBe(0);
  });

  test('of the revision before, like its old button, is told what has changed', async () => {
    const old = valueFor(first);
    const form = await openVote(stage, first.id, alex);
    const [older = ''] = backupFolders(stage.world);
    await chooseBackup(stage, first.id, basename(older));
    first = await stage.until(
      first.id,
      'revision 2',
      ({ phase, lastRevision }) => phase === 'deciding' && lastRevision === 2,
    );
    const told = await answerTo(stage, alex, () => as(alex).submit(form, { typed: 'promptrefine' }));
    expect(told).toContain('You were looking at revision 1');
    expect(told).toContain('Nothing was counted');
    expect(await windowAfter(stage, alex, () => clickForged(alex, old))).toContain('it is revision 2');
    expect(await decisions(first.id)).toBe(0);
  });
});

describe('one decision', () => {
  test('comes out of two people at once, one of them heard twice, and the other is told whose it was', async () => {
    const [byDana, byAlex] = [await openVote(stage, first.id, dana), await openVote(stage, first.id, alex)];
    await stage.world.slack.faults.duplicate(2);
    await Promise.all([
      as(dana).submit(byDana, { typed: 'promptrefine' }),
      as(alex).submit(byAlex, { typed: 'promptrefine' }),
    ]);
    const { decision } = await stage.until(first.id, 'the decision', (now) => now.decision !== null);
    const loser = decision?.by === dana.id ? alex : dana;
    await stage.world.slack.waitForEphemeral(loser.id, 'Already decided', PATIENT);
    expect([await decisions(first.id), await countOf(stage, first.id, 'vote-cast')]).toEqual([1, 1]);
  });

  test('stays one when the same button is pressed again, during and after it is carried out', async () => {
    const value = valueFor(first);
    const headline = await stage.world.slack.waitForMessage(ops, `${first.id}: `, PATIENT);
    const again = () => as(dana).click(headline, 'approve', { value });
    expect(await windowAfter(stage, dana, again)).toContain('This has been decided');
    await untilRecovered(stage, first.id);
    expect(await windowAfter(stage, dana, again)).toContain('This has been decided');
    await endIncident(stage, first.id);
    expect(await windowAfter(stage, dana, again)).toContain('This has been decided');
    expect([await decisions(first.id), await countOf(stage, first.id, 'vote-cast')]).toEqual([1, 1]);
    await stage.world.service.runBadMigration();
  });
});

describe('the on-call engineer', () => {
  test('stands in once nobody answered, and no longer when the lead says "I am here"', async () => {
    await reconfigure(stage, (policy) => ({
      ...policy,
      authority: { ...authority(policy), contact: contact('1s') },
    }));
    const { id } = await declareAndPrepare(stage);
    live = id;
    const form = await openVoteOnceAllowed(id);
    const call = await stage.world.slack.waitForMessage(
      directChannelOf(dana),
      `${id}: PromptRefine needs you`,
      PATIENT,
    );
    expect(await answerTo(stage, dana, () => as(dana).click(call, 'answer-contact'))).toContain('Thank you.');
    const told = await answerTo(stage, sam, () => as(sam).submit(form, { typed: 'promptrefine' }));
    expect(told).toContain('The team lead is here');
    const again = await windowAfter(stage, sam, () => press(stage, id, 'approve', sam));
    expect(again).toContain(`<@${dana.id}> is here`);
    expect(await decisions(id)).toBe(0);
  });

  test('decides alone when the lead never answers, on the proof that stands in the vote', async () => {
    const { id } = await declareAndPrepare(stage);
    live = id;
    await openVoteOnceAllowed(id).then((form) => as(sam).close(form));
    await pressAndFill(stage, { id, action: 'refuse', form: 'Reason', by: sam }, { reason: 'We fix forward.' });
    const { decision } = await stage.until(id, 'the decision', (now) => now.decision !== null);
    expect(decision).toMatchObject({ by: sam.id, choice: 'refuse', basis: { rule: 'stand-in', role: 'on-call' } });
    expect(decision?.basis.evidence.length).toBeGreaterThanOrEqual(4);
  });

  /** Opens the form as soon as Sam may; every press before that only explains. */
  async function openVoteOnceAllowed(id: IncidentId) {
    const { contacts } = await stage.until(id, 'both attempts', bothDelivered);
    const due = Math.max(...contacts.map(({ settled, waitMs }) => Date.parse(settled?.at ?? '') + waitMs));
    await stage.until(id, 'the last wait', () => Date.now() > due + 500);
    return openVote(stage, id, sam);
  }
});

test('after the window only the CTO approves where the policy says so, and the vote is recorded as late', async () => {
  const identified = Math.floor(Date.now() / 1000) - 31 * 60;
  const id = await declare(stage, sam, { 'identified-at': identified });
  live = id;
  await stage.until(id, 'no backup to fit', ({ steps }) => steps['restore-into-scratch']?.status === 'failed');
  await chooseBackup(stage, id, basename(backupFolders(stage.world).at(-1) ?? ''));
  const late = await stage.until(id, 'a plan', ({ phase }) => phase === 'deciding');
  expect(late.lapsedAt).not.toBeNull();
  const told = await windowAfter(stage, dana, () => press(stage, id, 'approve', dana));
  expect(told).toContain('after the window only the CTO may approve');
  expect(told).toContain(alex.id);
  expect(await decisions(id)).toBe(0);
  await pressAndFill(stage, { id, action: 'hold', form: 'Reason', by: alex }, { reason: 'It is too late tonight.' });
  const { decision } = await stage.until(id, 'the decision', (now) => now.decision !== null);
  expect(decision).toMatchObject({ by: alex.id, choice: 'hold' });
  expect(decision?.lateByMs).toBeGreaterThan(60_000);
  expect(await decisions(id)).toBe(1);
});

test('nothing of all this put a secret anywhere', async () => {
  expect(await findSecrets(stage)).toEqual([]);
});

function bothDelivered({ contacts }: Incident): boolean {
  return contacts.filter(({ settled }) => settled !== null).length === 2;
}

function directChannelOf({ id }: Someone): string {
  return stage.world.slack.scene.channels.find(({ directWith }) => directWith === id)?.id ?? 'no direct channel yet';
}
