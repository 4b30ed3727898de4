import { describe, expect, test } from 'vitest';
import type { Finding } from '../../../src/domain/finding.ts';
import type { MigrationEntryBody } from '../../../src/domain/migration-record.ts';
import { MigrationWatchPolicy } from '../../../src/domain/policy-file/migration-watch.ts';
import { changedFindings, watchAlerts, watchPhase } from '../../../src/policy/migrations/judge-watch.ts';
import { asked, recordOf, reportOf } from './records.ts';

const policy = MigrationWatchPolicy.parse({ for: '1h' });
const finding = (check: string, result: Finding['result']): Finding => ({ check, result, say: `${check} says` });
const done: readonly MigrationEntryBody[] = [
  asked,
  { kind: 'gate-finished', report: reportOf() },
  { kind: 'done-asked' },
  { kind: 'validation-finished', findings: [] },
];
const reported = (...changed: Finding[]) => ({ kind: 'watch-reported', changed }) as const;
const afterMinutes = (minutes: number) => new Date(Date.parse('2026-06-03T14:00:03.000Z') + minutes * 60_000);

describe('the watch after a migration (P9)', () => {
  test.each([
    ['is on for its hours from the end of the migration', recordOf(...done), 59, 'watching'],
    ['is to be ended after them', recordOf(...done), 60, 'ending'],
    ['is ended once', recordOf(...done, { kind: 'watch-ended' }), 61, 'none'],
    ['is not for a migration that is under way', recordOf(...done.slice(0, 2)), 1, 'none'],
  ] as const)('%s', (_, record, minutes, phase) =>
    expect(watchPhase(policy, record, afterMinutes(minutes))).toBe(phase),
  );

  test('is nothing where the policy has none', () =>
    expect(watchPhase(undefined, recordOf(...done), afterMinutes(1))).toBe('none'));

  test('tells all it watches at first, then only changes, and of what joins later only what stands out', () => {
    const [good, bad] = [finding('orphans', 'passed'), finding('orphans', 'warned')];
    expect(changedFindings([], [good])).toEqual([good]);
    expect(changedFindings([good], [good])).toEqual([]);
    expect(changedFindings([good], [bad, finding('slow', 'passed'), finding('new', 'failed')])).toEqual([
      bad,
      finding('new', 'failed'),
    ]);
  });

  test('keeps each check as it was seen last, and every report', () => {
    const { watch } = recordOf(
      ...done,
      reported(finding('a', 'passed'), finding('b', 'passed')),
      reported(finding('a', 'failed')),
    );
    expect(watch.findings).toEqual([finding('b', 'passed'), finding('a', 'failed')]);
    expect(watch.reports.map(({ n }) => n)).toEqual([5, 6]);
  });

  test('raises what is critical as an alert, and resolves the same one when it is over', () => {
    const record = recordOf(
      ...done,
      reported(finding('a', 'failed'), finding('b', 'warned')),
      reported(finding('a', 'passed')),
      reported(finding('a', 'failed')),
    );
    const told = watchAlerts(record).map(
      ({ name, status, startedAt }) => `${name} ${status} ${startedAt.slice(14, 19)}`,
    );
    expect(told).toEqual(['a firing 00:04', 'a resolved 00:04', 'a firing 00:06']);
  });
});
