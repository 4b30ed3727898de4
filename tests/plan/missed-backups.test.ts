import { describe, expect, test } from 'vitest';
import { BackupId, toInstant } from '../../src/domain/ids.ts';
import type { BackupKind, StoredBackup } from '../../src/domain/manifest.ts';
import { missedBackups } from '../../src/plan/missed-backups.ts';
import { aBackup } from '../blocks/support/facts.ts';
import { policy } from '../support/incident-builder.ts';

const service = policy();
const rules = {
  backups: { ...service.backups, nightly: '15 2 * * *', weekly: '30 3 * * 0', time_zone: 'Europe/Berlin' },
};

function taken(kind: BackupKind, startedAt: string, minutes = 5): StoredBackup {
  const { manifest } = aBackup();
  const start = toInstant(new Date(startedAt));
  const finishedAt = toInstant(new Date(Date.parse(start) + minutes * 60_000));
  const id = BackupId.parse(`${start.replace(/[-:]/g, '').replace(/\.\d+/, '')}-${kind}-0001`);
  return { manifest: { ...manifest, id, kind, startedAt: start, snapshotAt: start, finishedAt }, proof: null };
}

const missedAt = (now: string, ...backups: readonly StoredBackup[]) =>
  missedBackups(backups, rules, new Date(now)).map(({ kind, due, before }) => `${kind} ${due} +${before}`);

/** Sunday, in summer: Berlin is two hours ahead. */
const sunday = { nightly: '2026-06-28T00:15:02.000Z', weekly: '2026-06-28T01:30:01.000Z' };
const both = [taken('nightly', sunday.nightly), taken('weekly', sunday.weekly)];

describe('a backup that the calendar missed', () => {
  test('is none where no backup was ever taken by schedule', () =>
    expect(missedAt('2026-07-09T12:00:00.000Z', taken('manual', sunday.nightly))).toEqual([]));

  test('is none before the next occasion, and none in the hour in which it is being taken', () => {
    expect(missedAt('2026-06-28T20:00:00.000Z', ...both)).toEqual([]);
    expect(missedAt('2026-06-29T01:10:00.000Z', ...both)).toEqual([]);
    expect(missedAt('2026-06-29T01:15:00.000Z', ...both)).toEqual(['nightly 2026-06-29T00:15:00.000Z +0']);
  });

  test('a backup that takes three hours has nine before anybody takes its place', () => {
    const long = taken('nightly', sunday.nightly, 180);
    expect(missedAt('2026-06-29T09:00:00.000Z', long, both[1] as StoredBackup)).toEqual([]);
    expect(missedAt('2026-06-29T09:15:00.000Z', long, both[1] as StoredBackup)).toHaveLength(1);
  });

  test('is the newest of its kind, and the nights before it are counted', () =>
    expect(missedAt('2026-07-02T12:00:00.000Z', ...both)).toEqual(['nightly 2026-07-02T00:15:00.000Z +3']));

  test('is a weekly one as well, however many nightly ones there are', () =>
    expect(missedAt('2026-07-05T12:00:00.000Z', ...both, taken('nightly', '2026-07-05T00:15:03.000Z'))).toEqual([
      'weekly 2026-07-05T01:30:00.000Z +0',
    ]));

  test('a first week without a weekly one is missed from the first scheduled backup on', () =>
    expect(missedAt('2026-07-05T12:00:00.000Z', taken('nightly', '2026-07-05T00:15:03.000Z'))).toEqual([
      'weekly 2026-07-05T01:30:00.000Z +0',
    ]));

  test('one that was dated ahead by a wrong clock stands for no night', () =>
    expect(missedAt('2026-06-30T12:00:00.000Z', ...both, taken('nightly', '2027-01-01T00:15:00.000Z'))).toEqual([
      'nightly 2026-06-30T00:15:00.000Z +1',
    ]));

  test('one that a clock dated ahead which is still ahead was taken, and is not taken again every hour', () => {
    const now = new Date('2026-06-30T12:00:00.000Z');
    const threeHours = 3 * 3_600_000;
    const madeUp = taken('nightly', '2026-06-30T14:10:00.000Z');
    expect(missedBackups([...both, madeUp], rules, now, threeHours)).toEqual([]);
    expect(missedBackups([...both, madeUp], rules, now)).toMatchObject([{ due: '2026-06-30T00:15:00.000Z' }]);
  });

  test('one was taken although the server that it shows has its clock a day ahead', () => {
    const { manifest, proof } = taken('nightly', '2026-06-30T00:15:01.000Z');
    const strange = { proof, manifest: { ...manifest, snapshotAt: toInstant(new Date('2026-07-01T00:15:01.000Z')) } };
    expect(missedAt('2026-06-30T12:00:00.000Z', ...both, strange)).toEqual([]);
  });

  test('one that was started a moment before its minute, by a clock that is slow, is not missed', () =>
    expect(missedAt('2026-06-29T12:00:00.000Z', ...both, taken('nightly', '2026-06-29T00:14:58.000Z'))).toEqual([]));
});
