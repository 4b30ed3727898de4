import { describe, expect, test } from 'vitest';
import { milestonesOf, missingMilestones } from '../../../src/plan/postmortem/milestones.ts';
import { silencesIn } from '../../../src/plan/postmortem/silences.ts';
import { readJournal } from '../../support/journals/read-journal.ts';

const missingAfter = (entries: number) => {
  const journal = readJournal('promptrefine-restore', entries);
  return missingMilestones(milestonesOf(journal.incident, journal.entries));
};

describe('milestones (G12)', () => {
  test.each([
    ['nothing but a declaration', 1, ['decided']],
    ['a plan', 14, ['decided']],
    ['an approval', 18, ['frozen', 'promoted', 'recovered']],
    ['a freeze', 20, ['promoted', 'recovered']],
    ['a promotion', 27, ['recovered']],
    ['a recovery', 39, []],
  ])('with %s, what is still missing is named before the close', (_, entries, missing) => {
    expect(missingAfter(entries)).toEqual(missing);
  });

  test('who corrects the identification moves it, and that entry is its proof', () => {
    const { incident, entries } = readJournal('promptrefine-restore');
    const [identified, declared] = milestonesOf(incident, entries);
    expect(identified).toMatchObject({ at: '2026-06-03T13:58:00.000Z', entry: 1, standing: 'reached' });
    expect(declared).toMatchObject({ at: entries[0]?.occurredAt });
  });

  test('a rollback that was refused has nothing to freeze, promote or recover', () => {
    const { incident, entries } = readJournal('promptrefine-restore', 18);
    if (incident.decision === null) throw new Error('it was decided');
    const refused = { ...incident, decision: { ...incident.decision, choice: 'refuse' as const } };
    expect(missingMilestones(milestonesOf(refused, entries))).toEqual([]);
  });
});

test('twelve minutes without an entry are a silence; those between recovery and close are not', () => {
  const { entries } = readJournal('promptrefine-restore');
  expect(silencesIn(entries)).toEqual([{ after: 15, from: entries[14]?.recordedAt, until: entries[15]?.recordedAt }]);
});
