import type { StoredBackup } from '../domain/manifest.ts';
import { isDatedAhead } from './dated-ahead.ts';

export interface AlarmRules {
  /** B2, G1: the newest good backup may be this old. */
  readonly freshForMs: number;
  /** A backup may differ by so many percent from the median of those before it. */
  readonly sizeChangePercent: number;
}

export type BackupAlarm =
  | { readonly kind: 'stale'; readonly newest: StoredBackup; readonly ageMs: number }
  | { readonly kind: 'size'; readonly newest: StoredBackup; readonly medianBytes: number; readonly percent: number };

/** The size is held against so many backups before it, and says nothing where there are fewer than the least. */
const comparedMost = 7;
const comparedLeast = 3;

/**
 * What somebody should look at before they need a backup: none that is good and fresh, or one whose size jumped, which is
 * how an emptied table or a dump of the wrong database looks. A service without any backup is shown as such, not alarmed.
 */
export function judgeBackups(backups: readonly StoredBackup[], rules: AlarmRules, now: Date): readonly BackupAlarm[] {
  const newestFirst = [...backups]
    .filter(({ manifest }) => manifest.kind !== 'safety') // shows a damaged state, at any hour
    .sort((left, right) => (left.manifest.snapshotAt < right.manifest.snapshotAt ? 1 : -1));
  return [judgeAge(newestFirst, rules, now), judgeSize(newestFirst, rules)].filter((alarm) => alarm !== null);
}

function judgeAge(newestFirst: readonly StoredBackup[], rules: AlarmRules, now: Date): BackupAlarm | null {
  const good = newestFirst.filter(({ proof }) => proof?.passed !== false);
  // Dated ahead it would be fresh until that day comes.
  const newest = good.find((backup) => !isDatedAhead(backup, now));
  if (newest === undefined) return null;
  const ageMs = now.getTime() - Date.parse(newest.manifest.snapshotAt);
  return ageMs > rules.freshForMs ? { kind: 'stale', newest, ageMs } : null;
}

function judgeSize([newest, ...earlier]: readonly StoredBackup[], rules: AlarmRules): BackupAlarm | null {
  if (newest === undefined) return null;
  const compared = earlier.filter((backup) => isAlike(backup, newest)).slice(0, comparedMost);
  if (compared.length < comparedLeast) return null;
  const medianBytes = medianOf(compared.map(({ manifest }) => manifest.artifact.bytes));
  if (medianBytes === 0) return null;
  const percent = ((newest.manifest.artifact.bytes - medianBytes) / medianBytes) * 100;
  return Math.abs(percent) > rules.sizeChangePercent ? { kind: 'size', newest, medianBytes, percent } : null;
}

/** Sizes can only be held against each other where the archives were made the same way. */
function isAlike({ manifest: one }: StoredBackup, { manifest: other }: StoredBackup): boolean {
  return one.artifact.format === other.artifact.format && one.artifact.encryption === other.artifact.encryption;
}

function medianOf(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((left, right) => left - right);
  const middle = Math.floor(sorted.length / 2);
  const [low = 0, high = 0] = [sorted[sorted.length % 2 === 1 ? middle : middle - 1], sorted[middle]];
  return (low + high) / 2;
}
