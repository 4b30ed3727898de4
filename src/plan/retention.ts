import type { BackupId } from '../domain/ids.ts';
import type { BackupKind, StoredBackup } from '../domain/manifest.ts';
import type { BackupUse } from './backups-in-use.ts';
import { isDatedAhead } from './dated-ahead.ts';

export interface RetentionRules {
  /** B3: 14 days by default. */
  readonly keepNightlyMs: number;
  /** B3: 8 weeks by default. What people and migrations took by hand is kept as long. */
  readonly keepWeeklyMs: number;
  /** So many of the newest good ones stay whatever their age; at least one. */
  readonly keepGood: number;
}

export interface Retired {
  readonly id: BackupId;
  readonly why: string;
}

const nightlyKinds: ReadonlySet<BackupKind> = new Set(['nightly']);

/** What becomes of the backups that are older than their kind is kept for. */
export interface Retention {
  readonly retired: readonly Retired[];
  /** Old enough to go, and kept all the same. */
  readonly spared: readonly Retired[];
}

/**
 * The backups that may go: older than their kind is kept for. Never the newest good ones, never a pinned one, never one
 * that an open incident uses or with which a migration under way would be undone, and none at all while an incident is choosing. A backup whose restore failed validation
 * counts for nothing: it is no good one and stays no longer. One that is dated ahead stays, and spares no other: a restore
 * would not choose it.
 */
export function judgeRetention(
  backups: readonly StoredBackup[],
  rules: RetentionRules,
  given: BackupUse & { readonly now: Date },
): Retention {
  const dated = backups.filter((backup) => !isDatedAhead(backup, given.now));
  const lastGood = newestGood(dated, rules.keepGood);
  const retired: Retired[] = [];
  const spared: Retired[] = [];
  for (const backup of backups) {
    const old = tooOld(backup, rules, given.now);
    if (old === null) continue;
    const why = whySpared(backup, lastGood, given);
    if (why === null) retired.push(old);
    else spared.push({ id: old.id, why });
  }
  return { retired, spared };
}

function whySpared({ manifest, pin }: StoredBackup, lastGood: readonly BackupId[], use: BackupUse): string | null {
  if (pin !== undefined) return `pinned by ${pin.by}: ${pin.reason}`;
  if (use.used.has(manifest.id)) return 'an open incident uses it';
  if (use.ofMigration === manifest.id) return 'a migration is under way that would be undone with it';
  if (use.choosing) return 'an incident is being prepared, and may choose it';
  if (!lastGood.includes(manifest.id)) return null;
  return lastGood.length === 1 ? 'the newest good backup' : `one of the newest ${lastGood.length} good backups`;
}

/** Proved ones go before those that nobody has tried; a safety backup shows a damaged state and is no good one. */
function newestGood(backups: readonly StoredBackup[], count: number): readonly BackupId[] {
  const newestFirst = [...backups].sort((a, b) => (a.manifest.snapshotAt < b.manifest.snapshotAt ? 1 : -1));
  const candidates = newestFirst.filter(({ manifest, proof }) => manifest.kind !== 'safety' && proof?.passed !== false);
  const isProved = ({ proof }: StoredBackup) => proof?.passed === true;
  const provedFirst = [...candidates.filter(isProved), ...candidates.filter((each) => !isProved(each))];
  return provedFirst.slice(0, count).map(({ manifest }) => manifest.id);
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
