import type { DrillEntryBody, DrillReport } from '../../src/domain/drill.ts';
import type { DrillRecord } from '../../src/domain/drill-record.ts';
import { BackupId, Instant, PersonId, ServiceName } from '../../src/domain/ids.ts';
import { theBot } from '../../src/domain/person.ts';
import { foldDrills } from '../../src/policy/drills/fold-drills.ts';

const minuteMs = 60_000;

/** A report as a good drill gives it; `more` is what a test cares about. */
export function drillReport(more: Partial<DrillReport> = {}): DrillReport {
  return {
    result: 'passed',
    trouble: null,
    turn: 'latest-weekly',
    backup: {
      id: BackupId.parse('20261101T033000Z-weekly-4f1c9a02'),
      kind: 'weekly',
      snapshotAt: Instant.parse('2026-11-01T03:30:00.000Z'),
      bytes: 48_200_000,
      rows: 198_212,
      encrypted: true,
      signed: true,
    },
    beganAt: Instant.parse('2026-11-01T04:00:00.000Z'),
    endedAt: Instant.parse('2026-11-01T04:05:00.000Z'),
    phases: [
      { phase: 'fetch', durationMs: 20_000 },
      { phase: 'decrypt', durationMs: 4_000 },
      { phase: 'restore', durationMs: 3 * minuteMs },
      { phase: 'validate', durationMs: 40_000 },
    ],
    findings: [{ check: 'content', result: 'passed', say: '12 of 12 tables equal to the backup' }],
    measures: {
      rtoMs: 4 * minuteMs + 4_000,
      rtoObjectiveMs: 60 * minuteMs,
      rpoNowMs: 30 * minuteMs,
      rpoWorstMs: 24 * 60 * minuteMs,
      rpoObjectiveMs: 26 * 60 * minuteMs,
    },
    ...more,
  };
}

/** Drill number 3 after what was written about it; the last one in its log. */
export function drillRecord(...bodies: readonly DrillEntryBody[]): DrillRecord {
  const asked: DrillEntryBody = { kind: 'drill-asked', number: 3, reason: 'schedule', due, from: null };
  const all = bodies[0]?.kind === 'drill-missed' ? bodies : [asked, ...bodies];
  const entries = all.map((body, index) => ({ n: index + 1, recordedAt: due, by: theBot, body, once: null }));
  const place = { service: ServiceName.parse('shop'), environment: 'production' };
  const record = foldDrills(place, entries).drills.at(-1);
  if (record === undefined) throw new Error('nothing was written about a drill');
  return record;
}

export const due = Instant.parse('2026-11-01T04:00:00.000Z');

/** The end of drill 3, with a follow-up where it did not pass. */
export function drillEnd(report: DrillReport): DrillEntryBody {
  const followUp =
    report.trouble === null
      ? null
      : { say: report.trouble.say, owner: PersonId.parse('U0LEAD'), dueAt: Instant.parse('2026-11-08T04:00:00.000Z') };
  return { kind: 'drill-ended', number: 3, report, followUp };
}
