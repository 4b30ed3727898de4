import { describe, expect, test } from 'vitest';
import { BackupId, toInstant } from '../../src/domain/ids.ts';
import type { BackupKind, StoredBackup } from '../../src/domain/manifest.ts';
import { judgeBackups } from '../../src/plan/backup-alarms.ts';
import { aBackup } from '../blocks/support/facts.ts';

const now = new Date('2026-06-30T12:00:00.000Z');
const hourMs = 3_600_000;
const rules = { freshForMs: 26 * hourMs, sizeChangePercent: 50 };

interface Kept {
  readonly hoursOld: number;
  readonly bytes?: number;
  readonly kind?: BackupKind;
  readonly passed?: boolean;
  readonly encryption?: 'none' | 'age';
}

function kept({ hoursOld, bytes = 1_000, kind = 'nightly', passed = true, encryption = 'none' }: Kept): StoredBackup {
  const { manifest } = aBackup();
  const snapshotAt = toInstant(new Date(now.getTime() - hoursOld * hourMs));
  const id = BackupId.parse(`${snapshotAt.replace(/[-:]/g, '').replace(/\.\d+/, '')}-${kind}-0001`);
  const artifact = { ...manifest.artifact, bytes, encryption };
  const proof = { provedAt: snapshotAt, durationMs: 1, passed, findings: [] };
  return { manifest: { ...manifest, id, kind, snapshotAt, artifact }, proof };
}

const alarmsOf = (backups: readonly Kept[]) => judgeBackups(backups.map(kept), rules, now);
const kindsOf = (backups: readonly Kept[]) => alarmsOf(backups).map(({ kind }) => kind);
const week = [24, 48, 72, 96].map((hoursOld) => ({ hoursOld }));

describe('a backup that is too old is told', () => {
  test.each<[what: string, backups: readonly Kept[], kinds: readonly string[]]>([
    ['none at all: shown as such, not alarmed', [], []],
    ['one of last night', [{ hoursOld: 10 }], []],
    ['one at the very limit', [{ hoursOld: 26 }], []],
    ['one beyond it', [{ hoursOld: 26.1 }], ['stale']],
    ['a fresh one that failed its proof', [{ hoursOld: 2, passed: false }, { hoursOld: 30 }], ['stale']],
    ['a fresh one of the damaged state only', [{ hoursOld: 1, kind: 'safety' }, { hoursOld: 30 }], ['stale']],
    ['one that a wrong clock dated ahead', [{ hoursOld: -9_000 }, { hoursOld: 30 }], ['stale']],
    ['one by a clock that is minutes ahead', [{ hoursOld: -0.1 }], []],
    ['a fresh one taken by hand', [{ hoursOld: 1, kind: 'manual' }, { hoursOld: 300 }], []],
  ])('%s', (_, backups, kinds) => {
    expect(kindsOf(backups)).toEqual(kinds);
  });
});

describe('a backup whose size jumped is told', () => {
  test.each<[what: string, newest: Kept, earlier: readonly Kept[], percent: number | null]>([
    ['half as large, and no less', { hoursOld: 1, bytes: 500 }, week, null],
    ['less than half as large', { hoursOld: 1, bytes: 499 }, week, -50.1],
    ['nearly empty', { hoursOld: 1, bytes: 10 }, week, -99],
    ['twice as large', { hoursOld: 1, bytes: 2_000 }, week, 100],
    ['too few to hold it against', { hoursOld: 1, bytes: 10 }, week.slice(0, 2), null],
    ['one odd one among those before', { hoursOld: 1 }, [{ hoursOld: 20, bytes: 90_000 }, ...week], null],
    ['those before were archives of another form', { hoursOld: 1, bytes: 10, encryption: 'age' }, week, null],
  ])('%s', (_, newest, earlier, percent) => {
    const alarm = alarmsOf([newest, ...earlier])[0];
    expect(alarm?.kind === 'size' ? Number(alarm.percent.toFixed(1)) : null).toBe(percent);
  });
});
