import { isSameCommit } from '../domain/commit.ts';
import type { StoredBackup } from '../domain/manifest.ts';
import { isSameMigration, type MigrationFile } from '../domain/migration.ts';
import type { ServicePolicy } from '../domain/policy-file/service.ts';
import { type Known, soundCommits } from './sound-commits.ts';

/**
 * The commit that fits the schema once these migrations are taken back (R6, S2): named by policy for the oldest of them, or
 * the last one that is known to have run before any of them had. Null where nobody can tell.
 */
export function fittingCommit(
  undone: readonly MigrationFile[],
  service: Pick<ServicePolicy, 'migrations'>,
  backups: readonly StoredBackup[],
  known: Known,
): string | null {
  const oldest = undone.at(-1);
  if (oldest === undefined) return null;
  const named = service.migrations?.destructive.find(({ migration }) => isSameMigration(migration, oldest.name));
  if (named !== undefined) return named.commit_before;
  const without = backups.filter(
    ({ manifest: { migrationHead } }) => !undone.some(({ name }) => isSameMigration(migrationHead, name)),
  );
  const { running } = known;
  const earlier = soundCommits(without, known).find(({ commit }) => running === null || !isSameCommit(commit, running));
  return earlier?.commit ?? null;
}
