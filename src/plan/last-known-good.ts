import { isSameCommit } from '../domain/commit.ts';
import type { Instant } from '../domain/ids.ts';
import type { BackupManifest, StoredBackup } from '../domain/manifest.ts';

/** A commit that is known to have run, and the newest migration that had run with it. */
export interface KnownCommit {
  readonly commit: string;
  readonly head: string | null;
  readonly backup: BackupManifest['id'];
}

interface Known {
  readonly identifiedAt: Instant;
  /** What runs now; null where nobody can tell. */
  readonly running: string | null;
}

/**
 * What ran when a backup was taken did run: the newest such commit that is not the one that runs now (R3). Backups of the
 * failure itself, and safety backups of earlier ones, show what was damaged and are no evidence of anything good.
 */
export function lastKnownGood(backups: readonly StoredBackup[], known: Known): KnownCommit | null {
  const { running } = known;
  return soundCommits(backups, known).find(({ commit }) => running === null || !isSameCommit(commit, running)) ?? null;
}

/** The newest migration that had run while that commit ran soundly; null where no backup shows it. */
export function headOfCommit(commit: string, backups: readonly StoredBackup[], known: Known): string | null {
  return soundCommits(backups, known).find((each) => isSameCommit(each.commit, commit))?.head ?? null;
}

/** Newest first. */
function soundCommits(backups: readonly StoredBackup[], { identifiedAt }: Known): readonly KnownCommit[] {
  return [...backups]
    .sort((a, b) => (a.manifest.snapshotAt < b.manifest.snapshotAt ? 1 : -1))
    .filter(({ manifest }) => manifest.kind !== 'safety' && manifest.snapshotAt < identifiedAt)
    .flatMap(({ manifest: { appCommit, migrationHead, id } }) =>
      appCommit === null ? [] : [{ commit: appCommit, head: migrationHead, backup: id }],
    );
}
