import type { StoredBackup } from '../domain/manifest.ts';

/** Whoever took it may be about to prove it, and a scheduled one is proved right away. */
const firstAfterMs = 10 * 60_000;

/**
 * The newest backup that nobody has proved (B7): taken by hand, or by the calendar while it could not be tried. An attempt
 * that could not be made is no failed proof, so it waits for the next. Not a safety backup, which shows a damaged state,
 * and none that is too old to be chosen first.
 */
export function waitingForProof(
  backups: readonly StoredBackup[],
  { now, freshForMs }: { readonly now: Date; readonly freshForMs: number },
): StoredBackup | null {
  const waiting = backups.filter(({ manifest, proof }) => {
    const ageMs = now.getTime() - Date.parse(manifest.finishedAt);
    return proof === null && manifest.kind !== 'safety' && ageMs >= firstAfterMs && ageMs <= freshForMs;
  });
  return waiting.sort((a, b) => (a.manifest.snapshotAt < b.manifest.snapshotAt ? 1 : -1))[0] ?? null;
}
