import type { DrillTurn } from '../domain/drill.ts';
import type { StoredBackup } from '../domain/manifest.ts';

/**
 * Whose turn it is (B8): the latest weekly snapshot, where there is none the newest backup, and every `oldestEvery`-th
 * drill the oldest backup that is kept, because retention promises that one too.
 *
 * @param held how many drills were held before
 */
export function turnOf(backups: readonly StoredBackup[], held: number, oldestEvery: number): DrillTurn {
  const candidates = candidatesOf(backups);
  if (oldestEvery > 0 && candidates.length > 1 && (held + 1) % oldestEvery === 0) return 'oldest';
  return candidates.some(({ manifest }) => manifest.kind === 'weekly') ? 'latest-weekly' : 'newest';
}

/** The backup of a turn; null where there is none at all. */
export function backupOfTurn(backups: readonly StoredBackup[], turn: DrillTurn): StoredBackup | null {
  const candidates = candidatesOf(backups);
  if (turn === 'oldest') return candidates.at(-1) ?? null;
  const weekly = candidates.find(({ manifest }) => manifest.kind === 'weekly');
  return (turn === 'latest-weekly' ? weekly : undefined) ?? candidates[0] ?? null;
}

/**
 * Newest first. A safety backup shows a damaged state, and nobody would restore one that is known to be bad; where there
 * is nothing else, that is what the drill must show.
 */
function candidatesOf(backups: readonly StoredBackup[]): readonly StoredBackup[] {
  const ordinary = backups.filter(({ manifest }) => manifest.kind !== 'safety');
  const good = ordinary.filter(({ proof }) => proof?.passed !== false);
  return [...(good.length > 0 ? good : ordinary)].sort((left, right) =>
    left.manifest.snapshotAt < right.manifest.snapshotAt ? 1 : -1,
  );
}
