import { expect, test } from 'vitest';
import { toInstant } from '../../src/domain/ids.ts';
import type { BackupKind, StoredBackup } from '../../src/domain/manifest.ts';
import { waitingForProof } from '../../src/plan/waiting-for-proof.ts';
import { aBackup } from '../blocks/support/facts.ts';

const now = new Date('2026-06-30T12:00:00.000Z');
const minute = 60_000;
const rules = { now, freshForMs: 26 * 60 * minute };

function backup(kind: BackupKind, minutesOld: number, passed: boolean | null = null): StoredBackup {
  const { manifest } = aBackup();
  const at = toInstant(new Date(now.getTime() - minutesOld * minute));
  const proof = passed === null ? null : { provedAt: at, durationMs: 1, passed, findings: [] };
  return { manifest: { ...manifest, kind, snapshotAt: at, finishedAt: at }, proof };
}

test.each<[what: string, backups: readonly StoredBackup[], chosen: number | null]>([
  ['nothing where all are proved or failed', [backup('manual', 60, true), backup('nightly', 90, false)], null],
  [
    'the newest one that nobody has tried',
    [backup('manual', 300), backup('manual', 60), backup('nightly', 20, true)],
    1,
  ],
  ['a scheduled one that could not be tried', [backup('nightly', 60)], 0],
  ['one from before a migration', [backup('pre-migration', 60)], 0],
  ['no safety backup, which shows a damaged state', [backup('safety', 60)], null],
  ['none that was finished within ten minutes', [backup('manual', 9)], null],
  ['none that is too old to be chosen first', [backup('manual', 27 * 60)], null],
])('%s waits for its proof', (_, backups, chosen) => {
  expect(waitingForProof(backups, rules)).toBe(chosen === null ? null : backups[chosen]);
});
