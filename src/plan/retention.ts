import type { BackupId } from '../domain/ids.ts';
import type { BackupKind, StoredBackup } from '../domain/manifest.ts';

export interface RetentionRules {
  /** B3: 14 days by default. */
  readonly keepNightlyMs: number;
  /** B3: 8 weeks by default. What people and migrations took by hand is kept as long. */
  readonly keepWeeklyMs: number;
}

export interface Retired {
  readonly id: BackupId;
  readonly why: string;
}

const nightlyKinds: ReadonlySet<BackupKind> = new Set(['nightly']);

/**
 * The backups that may go: older than their kind is kept for. Never the newest good one, never one that an open incident
 * uses. A backup whose restore failed validation counts for nothing: it neither is the last good one nor stays longer.
 */
export function retire(
  backups: readonly StoredBackup[],
  rules: RetentionRules,
  given: { readonly now: Date; readonly inUse: ReadonlySet<BackupId> },
): readonly Retired[] {
  const lastGood = newestGood(backups)?.manifest.id ?? null;
  return backups
    .filter(({ manifest }) => manifest.id !== lastGood && !given.inUse.has(manifest.id))
    .flatMap((backup) => tooOld(backup, rules, given.now) ?? []);
}

/** Proved ones go before those that nobody has tried; a safety backup shows a damaged state and is no good one. */
function newestGood(backups: readonly StoredBackup[]): StoredBackup | null {
  const newestFirst = [...backups].sort((a, b) => (a.manifest.snapshotAt < b.manifest.snapshotAt ? 1 : -1));
  const candidates = newestFirst.filter(({ manifest, proof }) => manifest.kind !== 'safety' && proof?.passed !== false);
  return candidates.find(({ proof }) => proof?.passed === true) ?? candidates[0] ?? null;
}

function tooOld({ manifest }: StoredBackup, rules: RetentionRules, now: Date): Retired | null {
  const keepMs = nightlyKinds.has(manifest.kind) ? rules.keepNightlyMs : rules.keepWeeklyMs;
  const ageMs = now.getTime() - Date.parse(manifest.snapshotAt);
  if (ageMs <= keepMs) return null;
  return { id: manifest.id, why: `${days(ageMs)} old, ${manifest.kind} backups are kept for ${days(keepMs)}` };
}

function days(ms: number): string {
  return `${Math.floor(ms / 86_400_000)} days`;
}
