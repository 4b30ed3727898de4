import { describe, expect, test } from 'vitest';
import { BackupId, type Instant } from '../../src/domain/ids.ts';
import type { BackupKind, StoredBackup } from '../../src/domain/manifest.ts';
import { commitCandidates, type ProvidersWord } from '../../src/plan/commit-candidates.ts';
import { headOfCommit } from '../../src/plan/sound-commits.ts';
import { aBackup } from '../blocks/support/facts.ts';

const [a, b, c] = ['aaaaaaa1', 'bbbbbbb2', 'ccccccc3'];
const known = { identifiedAt: '2026-06-03T14:00:00.000Z' as Instant, running: c };

function backup(kind: BackupKind, at: string, appCommit: string | null, migrationHead = '0006'): StoredBackup {
  const { manifest } = aBackup();
  const id = BackupId.parse(`20260603T${at.replace(':', '')}00Z-${kind}-0001`);
  const snapshotAt = `2026-06-03T${at}:00.000Z` as Instant;
  return { manifest: { ...manifest, id, kind, snapshotAt, appCommit, migrationHead }, proof: null };
}

function word(target: string, commit: string, at: string, proved = true): ProvidersWord {
  return { target, id: `dep-${commit}`, commit, at: `2026-06-03T${at}:00.000Z` as Instant, proved };
}

const commits = (words: readonly ProvidersWord[], backups: readonly StoredBackup[]) =>
  commitCandidates(words, backups, known).map(({ commit }) => commit);

describe('the last known good commit, as backups know it', () => {
  test('is the newest that ran before the failure and does not run now', () => {
    const backups = [backup('nightly', '02:00', a), backup('manual', '11:00', b), backup('manual', '13:00', c)];
    expect(commitCandidates([], backups, known)[0]).toMatchObject({ commit: b, head: '0006' });
  });

  test('is never one that a safety backup names: that was what had failed', () => {
    expect(commits([], [backup('nightly', '02:00', a), backup('safety', '12:00', b)])).toEqual([a]);
  });

  test('is not read from backups of the failure itself, nor made up', () => {
    expect(commits([], [backup('manual', '14:30', b), backup('nightly', '02:00', null)])).toEqual([]);
  });
});

describe('the last known good commit, as providers know it (R3, R4)', () => {
  test('is what a provider recorded to have worked, whatever ran when a backup was taken', () => {
    expect(commits([word('api', b, '10:00')], [backup('manual', '11:00', a)])).toEqual([b, a]);
  });

  test('is rather what a backup saw running than what only lay there', () => {
    expect(commits([word('api', b, '12:00', false)], [backup('manual', '11:00', a)])).toEqual([a, b]);
  });

  test('is the newest of what several recorded, and never what runs now', () => {
    expect(commits([word('api', a, '09:00'), word('web', b, '10:00'), word('old', c, '11:00')], [])).toEqual([b, a]);
  });

  test('is told with every reason, each backup that says the same counted once', () => {
    const words = [word('api', a, '09:00'), word('web', a, '09:01')];
    const [best] = commitCandidates(words, [backup('nightly', '02:00', a), backup('manual', '11:00', a)], known);
    expect(best).toEqual({
      commit: a,
      head: '0006',
      reasons: [
        'web ran it well: dep-aaaaaaa1 of 2026-06-03 09:01 UTC',
        'api ran it well: dep-aaaaaaa1 of 2026-06-03 09:00 UTC',
        'it ran when backup 20260603T110000Z-manual-0001 was taken',
      ],
    });
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
