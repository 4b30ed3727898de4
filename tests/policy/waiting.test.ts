import { describe, expect, test } from 'vitest';
import { dueMoves } from '../../src/policy/due.ts';
import { holdsFreeze, waitingSince } from '../../src/policy/waiting.ts';
import { cto, deciding, fullTeam, lead, onCall, policy, type Tale } from '../support/incident-builder.ts';

const service = policy();
const minute = 60_000;
const reminders = (tale: Tale) =>
  dueMoves(tale.incident, service, fullTeam, tale.now).moves.filter(
    ({ draft }) => draft.body.kind === 'waiting-reminded',
  );
const remind = (tale: Tale) => reminders(tale).reduce((now, { draft }) => now.write(draft.body), tale);

const begun = (tale: Tale, step: string) => tale.write({ kind: 'step-began', step, attempt: 1, fence: 1, intent: {} });
const done = (tale: Tale, step: string) =>
  begun(tale, step).write({ kind: 'step-done', step, outcome: {}, findings: [], found: false });
const frozen = done(deciding().decide('approve', lead), 'freeze-writes');
const failed = begun(frozen, 'count-final-loss').write({
  kind: 'step-failed',
  step: 'count-final-loss',
  error: { code: 'x', say: 'no', hint: '' },
  findings: [],
});
const objected = frozen.write({ kind: 'objection-raised', role: 'cto', why: 'stop' }, cto);

describe('a recovery that waits for a person', () => {
  test.each([
    ['a failed step', failed],
    ['an objection', objected],
  ])('because of %s is told of again every five minutes, and says that writes are stopped', (_, tale) => {
    expect(reminders(tale.wait(4 * minute))).toEqual([]);
    const [first] = reminders(tale.wait(5 * minute));
    expect(first?.draft.body).toMatchObject({ kind: 'waiting-reminded', waitedMs: 5 * minute, frozen: true });
    const told = remind(tale.wait(5 * minute));
    expect(reminders(told)).toEqual([]);
    expect(reminders(told.wait(4 * minute))).toEqual([]);
    expect(reminders(told.wait(5 * minute))[0]?.draft.body).toMatchObject({ waitedMs: 10 * minute });
  });

  test('tells whoever is asked first, who is on call, and who decided', () => {
    const [reminder] = reminders(failed.wait(5 * minute));
    expect(reminder?.draft.body).toMatchObject({ to: [lead, onCall] });
  });

  test('wakes us for the next reminder, and for none once it goes on', () => {
    const { wakeAt } = dueMoves(failed.incident, service, fullTeam, failed.now);
    expect(Date.parse(wakeAt ?? '')).toBe(failed.now.getTime() + 5 * minute);
    const again = failed.write({ kind: 'step-reopened', step: 'count-final-loss', why: 'mended' }, lead);
    expect(waitingSince(again.incident)).toBeNull();
    expect(reminders(again.wait(60 * minute))).toEqual([]);
  });

  test('after it was stopped waits only for what nobody could take back', () => {
    const stopped = failed.write({ kind: 'execution-abandoned', why: 'enough' }, lead);
    expect(waitingSince(stopped.incident)).toBeNull();
    const stuck = stopped.write({ kind: 'step-became-unknown', step: 'freeze-writes', say: 'not taken back' });
    expect(reminders(stuck.wait(5 * minute))[0]?.draft.body).toMatchObject({ frozen: true });
  });
});

test('writes count as stopped from the freeze until they are resumed', () => {
  expect(holdsFreeze(deciding().incident)).toBe(false);
  expect(holdsFreeze(frozen.incident)).toBe(true);
  expect(holdsFreeze(done(frozen, 'resume-writes').incident)).toBe(false);
});
