import type { StoredBackup } from '../domain/manifest.ts';
import type { BackupsToday } from '../domain/service-today.ts';
import { isDatedAhead } from './dated-ahead.ts';

/** What is there to go back to, as of `now`; a backup is good for `freshForMs` after its snapshot (B2, G1). */
export function backupsToday(all: readonly StoredBackup[], freshForMs: number, now: Date): BackupsToday {
  const newestFirst = all
    .filter((backup) => backup.manifest.kind !== 'safety' && !isDatedAhead(backup, now))
    .toSorted((one, other) => (one.manifest.snapshotAt < other.manifest.snapshotAt ? 1 : -1));
  const isFresh = ({ manifest }: StoredBackup) => now.getTime() - Date.parse(manifest.snapshotAt) <= freshForMs;
  return {
    newest: newestFirst[0] ?? null,
    good: newestFirst.find((backup) => backup.proof?.passed !== false && isFresh(backup)) ?? null,
    lastProof: lastProof(all),
    count: all.length,
    pinned: all.flatMap(({ manifest, pin }) => (pin === undefined ? [] : [{ id: manifest.id, pin }])),
  };
}

function lastProof(all: readonly StoredBackup[]): BackupsToday['lastProof'] {
  const proofs = all.flatMap(({ manifest, proof }) =>
    proof === null ? [] : [{ backup: manifest.id, provedAt: proof.provedAt, passed: proof.passed }],
  );
  return proofs.toSorted((one, other) => (one.provedAt < other.provedAt ? 1 : -1))[0] ?? null;
}
