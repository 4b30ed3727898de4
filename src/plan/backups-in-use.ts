import { BackupId } from '../domain/ids.ts';
import type { Incident } from '../domain/incident.ts';

/** What open incidents of one service hold on to. */
export interface BackupUse {
  readonly used: ReadonlySet<BackupId>;
  /** An incident is still choosing its backup: any of them may be the one. */
  readonly choosing: boolean;
  /** The backup with which the migration that is under way would be undone; null where none is. */
  readonly ofMigration: BackupId | null;
}

/**
 * Every backup that an open incident names: chosen by a person, bound to the plan, or standing in what any of its steps
 * set out to do or did. A backup that is just being restored stands in an intent before it stands in a plan.
 */
export function backupsInUse(open: readonly Incident[], ofMigration: BackupId | null = null): BackupUse {
  return {
    used: new Set(open.flatMap(namedBy)),
    choosing: open.some(({ phase }) => phase === 'preparing'),
    ofMigration,
  };
}

function namedBy({ chosenBackup, proposed, steps }: Incident): BackupId[] {
  const stated = [chosenBackup, proposed?.plan.backup?.id ?? null].filter((id) => id !== null);
  const ofSteps = Object.values(steps).flatMap(({ intent, outcome }) => [...idsIn(intent), ...idsIn(outcome)]);
  return [...stated, ...ofSteps];
}

function idsIn(value: unknown): BackupId[] {
  if (typeof value === 'string') {
    const read = BackupId.safeParse(value);
    return read.success ? [read.data] : [];
  }
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(idsIn) : [];
}
