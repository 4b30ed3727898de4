import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BackupId, toInstant } from '../../src/domain/ids.ts';
import type { BackupKind, StoredBackup } from '../../src/domain/manifest.ts';
import { judgeRetention } from '../../src/plan/retention.ts';
import { aBackup } from '../blocks/support/facts.ts';

const now = new Date('2026-06-30T12:00:00.000Z');
const dayMs = 86_400_000;
const rules = { keepNightlyMs: 14 * dayMs, keepWeeklyMs: 56 * dayMs, keepGood: 1 };

type Proved = 'proved' | 'failed' | 'untried';

function backup(kind: BackupKind, daysOld: number, proved: Proved = 'proved', mark = 0): StoredBackup {
  const { manifest } = aBackup();
  const snapshotAt = toInstant(new Date(now.getTime() - daysOld * dayMs));
  const stamp = snapshotAt.replace(/[-:]/g, '').replace(/\.\d+/, '');
  const id = BackupId.parse(`${stamp}-${kind}-${mark.toString(16).padStart(4, '0')}`);
  const proof =
    proved === 'untried' ? null : { provedAt: snapshotAt, durationMs: 1, passed: proved === 'proved', findings: [] };
  return { manifest: { ...manifest, id, kind, snapshotAt }, proof };
}

const idsOf = (backups: readonly StoredBackup[]) => backups.map(({ manifest }) => manifest.id);
const judge = (backups: readonly StoredBackup[], inUse: readonly StoredBackup[] = [], choosing = false) =>
  judgeRetention(backups, rules, { now, used: new Set(idsOf(inUse)), choosing, ofMigration: null });
const retired = (backups: readonly StoredBackup[], inUse: readonly StoredBackup[] = []) =>
  judge(backups, inUse).retired.map(({ id }) => id);

describe('retention', () => {
  const fresh = backup('nightly', 1);

  test('keeps nightly backups 14 days and weekly ones 8 weeks (B3)', () => {
    const kept = [fresh, backup('nightly', 14), backup('weekly', 15), backup('weekly', 56)];
    const gone = [backup('nightly', 14.01), backup('weekly', 56.01)];
    expect(retired([...kept, ...gone])).toEqual(idsOf(gone));
  });

  test('never retires the last good backup, however old it is', () => {
    const only = backup('nightly', 400);
    expect(retired([only])).toEqual([]);
    expect(retired([backup('nightly', 1, 'failed'), backup('safety', 2), only])).toEqual([]);
  });

  test('a backup that is dated ahead stays, and takes no place of the last good one that a restore would choose', () => {
    const usable = backup('nightly', 20);
    expect(retired([backup('nightly', -300), usable])).toEqual([]);
    expect(retired([backup('nightly', -300), fresh, usable])).toEqual([usable.manifest.id]);
  });

  test('an old proved backup outlives younger ones that nobody has tried', () => {
    const proved = backup('nightly', 30, 'proved');
    expect(retired([backup('nightly', 1, 'untried'), proved])).toEqual([]);
  });

  test('a backup that failed its proof is not kept as the last good one', () => {
    const failed = backup('nightly', 20, 'failed');
    expect(retired([fresh, failed])).toEqual([failed.manifest.id]);
  });

  test('never retires a backup that an open incident uses', () => {
    const used = backup('weekly', 90);
    expect(retired([fresh, used], [used])).toEqual([]);
  });

  test('never retires a pinned one, and says who wants it and why', () => {
    const pin = { by: 'U0LEAD', reason: 'before the audit', at: toInstant(now) };
    const pinned = { ...backup('nightly', 200), pin };
    expect(judge([fresh, pinned])).toEqual({
      retired: [],
      spared: [{ id: pinned.manifest.id, why: 'pinned by U0LEAD: before the audit' }],
    });
  });

  test('retires none while an incident is choosing: any of them may be the one', () => {
    const old = [backup('nightly', 100), backup('weekly', 200)];
    const { retired: gone, spared } = judge([fresh, ...old], [], true);
    expect(gone).toEqual([]);
    expect(spared.map(({ id }) => id)).toEqual(idsOf(old));
  });

  test('whatever there is, a good backup stays good: random collections', () => {
    const one = fc.record({
      kind: fc.constantFrom<BackupKind>('nightly', 'weekly', 'manual', 'pre-migration', 'safety'),
      daysOld: fc.integer({ min: 0, max: 400 }),
      proved: fc.constantFrom<Proved>('proved', 'failed', 'untried'),
    });
    const seed = Date.now();
    fc.assert(
      fc.property(fc.array(one, { maxLength: 12 }), (drawn) => {
        const backups = drawn.map(({ kind, daysOld, proved }, index) => backup(kind, daysOld, proved, index));
        const gone = new Set(retired(backups));
        const good = ({ manifest, proof }: StoredBackup) => manifest.kind !== 'safety' && proof?.passed !== false;
        const left = backups.filter(({ manifest }) => !gone.has(manifest.id));
        return !backups.some(good) || left.some(good);
      }),
      { seed, numRuns: 2_000, verbose: true },
    );
  });
});

test('retention keeps as many of the newest good ones as policy says, however old, proved ones first', () => {
  const [first, second, third] = [backup('nightly', 20), backup('nightly', 30), backup('nightly', 40)];
  const untried = backup('nightly', 19, 'untried');
  const backups = [untried, first, second, third];
  const { retired: gone, spared } = judgeRetention(
    backups,
    { ...rules, keepGood: 2 },
    { now, used: new Set(), choosing: false, ofMigration: null },
  );
  expect(gone.map(({ id }) => id)).toEqual(idsOf([untried, third]));
  expect(spared.map(({ why }) => why)).toEqual(Array(2).fill('one of the newest 2 good backups'));
});

test('never retires the backup with which an open migration would be undone, and says so (P6)', () => {
  const [old, its] = [backup('pre-migration', 60, 'proved', 1), backup('pre-migration', 70, 'proved', 2)];
  const given = { now, used: new Set<BackupId>(), choosing: false, ofMigration: its.manifest.id };
  const judged = judgeRetention([backup('nightly', 1), old, its], rules, given);
  expect(judged.retired.map(({ id }) => id)).toEqual([old.manifest.id]);
  expect(judged.spared).toMatchObject([
    { id: its.manifest.id, why: expect.stringContaining('a migration is under way') },
  ]);
});
