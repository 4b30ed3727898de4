import { describe, expect, test } from 'vitest';
import { BackupId, type Instant } from '../../src/domain/ids.ts';
import type { BackupKind, StoredBackup } from '../../src/domain/manifest.ts';
import { headOfCommit, lastKnownGood } from '../../src/plan/last-known-good.ts';
import { aBackup } from '../blocks/support/facts.ts';

const [a, b, c] = ['aaaaaaa1', 'bbbbbbb2', 'ccccccc3'];
const known = { identifiedAt: '2026-06-03T14:00:00.000Z' as Instant, running: c };

function backup(kind: BackupKind, at: string, appCommit: string | null, migrationHead = '0006'): StoredBackup {
  const { manifest } = aBackup();
  const id = BackupId.parse(`20260603T${at.replace(':', '')}00Z-${kind}-0001`);
  const snapshotAt = `2026-06-03T${at}:00.000Z` as Instant;
  return { manifest: { ...manifest, id, kind, snapshotAt, appCommit, migrationHead }, proof: null };
}

describe('the last known good commit', () => {
  test('is the newest that ran before the failure and does not run now', () => {
    const backups = [backup('nightly', '02:00', a), backup('manual', '11:00', b), backup('manual', '13:00', c)];
    expect(lastKnownGood(backups, known)).toMatchObject({ commit: b, head: '0006' });
  });

  test('is never one that a safety backup names: that was what had failed', () => {
    const backups = [backup('nightly', '02:00', a), backup('safety', '12:00', b)];
    expect(lastKnownGood(backups, known)?.commit).toBe(a);
  });

  test('is not read from backups of the failure itself, nor made up', () => {
    expect(lastKnownGood([backup('manual', '14:30', b), backup('nightly', '02:00', null)], known)).toBeNull();
  });
});

test('the head of a commit is that of when it ran soundly, not of the failure that ran into it', () => {
  const backups = [
    backup('nightly', '02:00', a, '0006'),
    backup('safety', '13:00', a, '0007'),
    backup('manual', '14:30', a, '0007'),
  ];
  expect(headOfCommit(a, backups, known)).toBe('0006');
  expect(headOfCommit(b, backups, known)).toBeNull();
});
