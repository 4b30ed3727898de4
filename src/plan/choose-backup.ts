import type { BackupId, Instant } from '../domain/ids.ts';
import type { StoredBackup } from '../domain/manifest.ts';
import { isSameMigration } from '../domain/migration.ts';

export interface BackupChoice {
  readonly chosen: StoredBackup | null;
  /** Every newer backup that was not taken, with the reason. */
  readonly passedOver: readonly { readonly id: BackupId; readonly why: string }[];
}

/**
 * The last known-good backup (G5): the newest one from before the failure was identified that does not already carry the
 * failing migration, was not proved bad, and is not a safety backup of the damaged state.
 *
 * A person's choice (`named`) goes before all this, except for a backup that was proved bad.
 */
export function chooseBackup(
  backups: readonly StoredBackup[],
  given: { readonly identifiedAt: Instant; readonly failingMigration: string | null; readonly named: BackupId | null },
): BackupChoice {
  const newestFirst = [...backups].sort((a, b) => (a.manifest.snapshotAt < b.manifest.snapshotAt ? 1 : -1));
  if (given.named !== null) {
    const named = newestFirst.find((backup) => backup.manifest.id === given.named);
    return { chosen: named?.proof?.passed === false ? null : (named ?? null), passedOver: [] };
  }
  const passedOver: { id: BackupId; why: string }[] = [];
  for (const backup of newestFirst) {
    const why = whyNot(backup, given);
    if (why === null) return { chosen: backup, passedOver };
    passedOver.push({ id: backup.manifest.id, why });
  }
  return { chosen: null, passedOver };
}

function whyNot(
  { manifest, proof }: StoredBackup,
  given: { readonly identifiedAt: Instant; readonly failingMigration: string | null },
): string | null {
  if (manifest.kind === 'safety') return 'a safety backup shows the damaged state';
  if (manifest.snapshotAt > given.identifiedAt) return 'taken after the failure was identified';
  if (given.failingMigration !== null && isSameMigration(manifest.migrationHead, given.failingMigration)) {
    return `already carries ${given.failingMigration}`;
  }
  if (proof?.passed === false) return 'its restore was tried and failed validation';
  return null;
}
