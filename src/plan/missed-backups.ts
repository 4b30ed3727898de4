import { occasionsBetween } from '../domain/calendar/occasions.ts';
import { type Instant, toInstant } from '../domain/ids.ts';
import type { StoredBackup } from '../domain/manifest.ts';
import type { ServicePolicy } from '../domain/policy-file/service.ts';
import { clocksDifferMs } from './dated-ahead.ts';

/** An occasion of the calendar that brought no backup. */
export interface MissedBackup {
  readonly kind: 'nightly' | 'weekly';
  readonly due: Instant;
  /** So many of its kind before it brought none either. */
  readonly before: number;
}

/** Whoever was to take it is given this long before it counts as missed, or three times what the longest one took. */
const graceMs = 3_600_000;
const graceOfDurations = 3;
/** The calendar's clock and the one that dates backups differ by less, where both are right. */
const slackMs = 5 * 60_000;
/** Nobody reads more than so many. */
const toldMost = 100;

/**
 * Of each kind the newest occasion without its backup, weekly first, because it is kept longer (B2, B3). A service that
 * was never backed up by schedule has missed nothing: its calendar begins with its first scheduled backup.
 *
 * @param aheadMs how far this machine's clock, which dates backups, is ahead of `now` at present. While it is, a backup
 *   that it dated ahead was taken, and is not taken again every hour; once it is right, one that is dated ahead says nothing.
 */
export function missedBackups(
  backups: readonly StoredBackup[],
  { backups: rules }: Pick<ServicePolicy, 'backups'>,
  now: Date,
  aheadMs = 0,
): readonly MissedBackup[] {
  const latest = now.getTime() + clocksDifferMs;
  const startOf = ({ manifest }: StoredBackup) => {
    const dated = Date.parse(manifest.startedAt);
    return dated > latest ? dated - aheadMs : dated;
  };
  const scheduled = backups.filter(
    (backup) => (isOf(backup, 'nightly') || isOf(backup, 'weekly')) && startOf(backup) <= latest,
  );
  if (scheduled.length === 0) return [];
  const durations = scheduled.map(({ manifest }) => Date.parse(manifest.finishedAt) - Date.parse(manifest.startedAt));
  const until = toInstant(new Date(now.getTime() - Math.max(graceMs, graceOfDurations * Math.max(...durations))));
  return (['weekly', 'nightly'] as const).flatMap((kind) => {
    const own = scheduled.filter((backup) => isOf(backup, kind)).map(startOf);
    const since = own.length > 0 ? Math.max(...own) : Math.min(...scheduled.map(startOf));
    const after = toInstant(new Date(since + slackMs));
    const missed = occasionsBetween(rules[kind], rules.time_zone, { after, until }, toldMost);
    const due = missed.at(-1);
    return due === undefined ? [] : [{ kind, due, before: missed.length - 1 }];
  });
}

function isOf({ manifest }: StoredBackup, kind: MissedBackup['kind']): boolean {
  return manifest.kind === kind;
}
