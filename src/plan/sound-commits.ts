import { isSameCommit } from '../domain/commit.ts';
import type { Instant } from '../domain/ids.ts';
import type { BackupManifest, StoredBackup } from '../domain/manifest.ts';

/** A commit that ran when a backup was taken, and the newest migration that had run with it. */
export interface KnownCommit {
  readonly commit: string;
  readonly head: string | null;
  readonly backup: BackupManifest['id'];
  readonly at: Instant;
}

export interface Known {
  readonly identifiedAt: Instant;
  /** What runs now; null where nobody can tell. */
  readonly running: string | null;
}

/** The newest migration that had run while that commit ran soundly; null where no backup shows it. */
export function headOfCommit(commit: string, backups: readonly StoredBackup[], known: Known): string | null {
  return soundCommits(backups, known).find((each) => isSameCommit(each.commit, commit))?.head ?? null;
}

/**
 * What ran when a backup was taken did run, newest first (R3). Backups of the failure itself, and safety backups of
 * earlier ones, show what was damaged and are no evidence of anything good.
 */
export function soundCommits(backups: readonly StoredBackup[], { identifiedAt }: Known): readonly KnownCommit[] {
  return [...backups]
    .sort((a, b) => (a.manifest.snapshotAt < b.manifest.snapshotAt ? 1 : -1))
    .filter(({ manifest }) => manifest.kind !== 'safety' && manifest.snapshotAt < identifiedAt)
    .flatMap(({ manifest: { appCommit, migrationHead, id, snapshotAt } }) =>
      appCommit === null ? [] : [{ commit: appCommit, head: migrationHead, backup: id, at: snapshotAt }],
    );
}
