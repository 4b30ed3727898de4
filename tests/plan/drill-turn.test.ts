import { describe, expect, test } from 'vitest';
import { toInstant } from '../../src/domain/ids.ts';
import type { BackupKind, StoredBackup } from '../../src/domain/manifest.ts';
import { backupOfTurn, turnOf } from '../../src/plan/drill-turn.ts';
import { aBackup } from '../blocks/support/facts.ts';

const proof = (passed: boolean) => ({ provedAt: aBackup().manifest.snapshotAt, durationMs: 1, passed, findings: [] });

function backup(day: number, kind: BackupKind, more: Partial<StoredBackup> = {}): StoredBackup {
  const { manifest, ...rest } = aBackup();
  const snapshotAt = toInstant(new Date(Date.UTC(2026, 5, day)));
  return { ...rest, manifest: { ...manifest, kind, snapshotAt }, ...more };
}

const [oldest, weekly, nightly] = [backup(1, 'nightly'), backup(7, 'weekly'), backup(9, 'nightly')];
const shelf = [weekly, oldest, nightly];

describe('whose turn it is at a drill (B8)', () => {
  test('every third drill the oldest backup that is kept, else the latest weekly one', () => {
    const turns = [0, 1, 2, 3, 4, 5].map((held) => turnOf(shelf, held, 3));
    expect(turns).toEqual(['latest-weekly', 'latest-weekly', 'oldest', 'latest-weekly', 'latest-weekly', 'oldest']);
    expect(backupOfTurn(shelf, 'oldest')).toBe(oldest);
    expect(backupOfTurn(shelf, 'latest-weekly')).toBe(weekly);
  });

  test('never the oldest where the policy says so, or where there is but one', () => {
    expect(turnOf(shelf, 2, 0)).toBe('latest-weekly');
    expect(turnOf([nightly], 2, 3)).toBe('newest');
  });

  test('without a weekly one the newest', () => {
    expect(turnOf([oldest, nightly], 0, 3)).toBe('newest');
    expect(backupOfTurn([oldest, nightly], 'newest')).toBe(nightly);
  });

  test('no safety backup, which shows a damaged state, and none that is known to be bad', () => {
    const bad = backup(8, 'weekly', { proof: proof(false) });
    expect(backupOfTurn([backup(10, 'safety'), bad, ...shelf], 'latest-weekly')).toBe(weekly);
    expect(backupOfTurn([backup(10, 'safety')], 'newest')).toBeNull();
  });

  test('where all are known to be bad, one of them: that is what the drill must show', () => {
    const bad = backup(8, 'weekly', { proof: proof(false) });
    expect(backupOfTurn([bad], 'latest-weekly')).toBe(bad);
  });
});
