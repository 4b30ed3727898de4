import { describe, expect, test } from 'vitest';
import { followUpsAtClose, remindersDue } from '../../../src/plan/aftercare/follow-ups.ts';
import { startAftercareKeeper } from '../../../src/services/aftercare/keep-aftercare.ts';
import { type FollowUpAct, settleFollowUp } from '../../../src/services/aftercare/settle-follow-up.ts';
import { sam } from '../../support/restore-story.ts';
import { closedJournal, id, robin } from './closed-journal.ts';

const day = 86_400_000;

async function withFollowUps() {
  const journal = await closedJournal();
  const bodies = followUpsAtClose(await journal.incident(), journal.service.aftercare, sam, journal.memory.now());
  await journal.write(bodies.map((body) => ({ by: { kind: 'person', id: sam }, body })));
  const act = (what: FollowUpAct) =>
    settleFollowUp(journal.replica(), journal.asking(JSON.stringify(what)), { incident: id, act: what });
  const due = async () =>
    remindersDue(await journal.incident(), journal.service.aftercare, journal.memory.now()).map(({ number }) => number);
  return { ...journal, act, due };
}

describe('what is left to do after an incident (S10, P10)', () => {
  test('users told, post-mortem within 24 hours, root causes, gaps, and a new date for the migration', async () => {
    const { incident, memory } = await withFollowUps();
    const { followUps } = await incident();
    expect(followUps.map(({ subject }) => subject)).toEqual([
      'users-notified',
      'postmortem-meeting',
      'root-causes',
      'tests-and-runbooks',
      'migration-date',
    ]);
    expect(Date.parse(followUps[1]?.dueAt ?? '') - memory.now().getTime()).toBe(day);
    expect(new Set(followUps.map(({ owner }) => owner))).toEqual(new Set([sam]));
  });

  test('is reminded of when it is due, then daily, until it is done', async () => {
    const { memory, due, act, write } = await withFollowUps();
    expect(await due()).toEqual([]);
    memory.advance(day);
    expect(await due()).toEqual([1, 2]);
    await act({ kind: 'done', number: 1, how: 'by mail' });
    await write([{ by: { kind: 'bot' }, body: { kind: 'follow-up-reminded', number: 2, to: sam } }]);
    expect(await due()).toEqual([]);
    memory.advance(day - 1);
    expect(await due()).toEqual([]);
    memory.advance(1);
    expect(await due()).toEqual([2]);
  });

  test('somebody else, or more time, is another promise', async () => {
    const { memory, due, act, incident } = await withFollowUps();
    await act({ kind: 'assign', number: 1, to: robin });
    await act({ kind: 'due', number: 1, inMs: 3 * day });
    memory.advance(day);
    expect(await due()).toEqual([2]);
    expect((await incident()).followUps[0]).toMatchObject({ owner: robin });
  });

  test('what is done stays done, and what is not there is named', async () => {
    const { act } = await withFollowUps();
    await act({ kind: 'done', number: 1 });
    expect(await act({ kind: 'due', number: 1, inMs: day })).toMatchObject({ reasons: [{ code: 'wrong-phase' }] });
    expect(await act({ kind: 'done', number: 9 })).toMatchObject({ reasons: [{ code: 'bad-input' }] });
    expect(await act({ kind: 'add', title: ' ' })).toMatchObject({ kind: 'refused' });
    expect(await act({ kind: 'add', title: 'Buy cake' })).toMatchObject({ kind: 'granted' });
  });
});

describe('several replicas', () => {
  test('remind once each, together (S10)', async () => {
    const { memory, replica, kinds } = await withFollowUps();
    memory.advance(day);
    const heard: unknown[] = [];
    const keepers = ['a', 'b', 'c'].map((holder) => {
      const house = replica();
      const list = async () => [
        {
          id,
          service: house.services[0]?.name as never,
          environment: 'production',
          declaredAt: '' as never,
          closedAt: null,
        },
      ];
      return startAftercareKeeper({
        house: { ...house, store: { ...house.store, list } },
        holder,
        roadsOf: () => () => null,
        heard: (error) => heard.push(error),
      });
    });
    const reminded = () => kinds().filter((kind) => kind === 'follow-up-reminded').length;
    await expect.poll(reminded).toBe(2);
    await Promise.all(keepers.map((keeper) => keeper.stop()));
    expect(reminded()).toBe(2);
    expect(heard).toEqual([]);
  });
});
