import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { freshDatabase } from '../../support/cluster.ts';
import { ask } from '../../support/target.ts';
import { makeKey } from '../backups/age-key.ts';
import { effort, openWorld } from '../backups/world.ts';
import { drill, drilledService } from './drill-world.ts';

const shop = freshDatabase();
const home = 'drills';
const required = { required_tables: ['users'] };

beforeAll(() =>
  ask(
    shop.url,
    `CREATE TABLE users (id int PRIMARY KEY, name text); CREATE TABLE orders (id int PRIMARY KEY, total int);
     INSERT INTO users SELECT n, 'user ' || n FROM generate_series(1, 500) n;
     INSERT INTO orders SELECT n, n * 3 FROM generate_series(1, 2000) n`,
  ),
);

function takeWeekly(world: Awaited<ReturnType<typeof openWorld>>) {
  return world.backups.take({ kind: 'weekly', takenBy: 'schedule', appCommit: 'abc1234' }, effort());
}

const scratchLeft = (world: Awaited<ReturnType<typeof openWorld>>) => world.copies.ofRun('drill-shop');

describe('a drill through storage, key and pg_restore (B7, B8)', { timeout: 120_000 }, () => {
  test('passes, times every phase, measures RTO and RPO, proves the backup and leaves no scratch database', async () => {
    const key = await makeKey();
    const archives = { recipients: [key.recipient], identityFile: key.identityFile };
    const world = await openWorld({ url: shop.url, home, archives, policy: required });
    const backup = await takeWeekly(world);
    const { report, times } = await drill(world, drilledService());
    expect(report).toMatchObject({ result: 'passed', trouble: null, turn: 'latest-weekly' });
    expect(report.backup).toMatchObject({ id: backup.manifest.id, encrypted: true, rows: 2500 });
    expect(report.phases.map(({ phase }) => phase)).toEqual([
      ...['sweep', 'choose', 'inspect', 'fetch', 'decrypt', 'restore', 'validate', 'remove'],
    ]);
    expect(times).toEqual(report.phases);
    expect(report.measures.rtoMs).toBeGreaterThan(50);
    expect(report.measures.rtoMs).toBeLessThanOrEqual(Date.parse(report.endedAt) - Date.parse(report.beganAt));
    expect(report.measures.rpoNowMs).toBeGreaterThanOrEqual(0);
    expect(await scratchLeft(world)).toEqual([]);
    expect((await world.backups.read(backup.manifest.id))?.proof?.passed).toBe(true);
  });

  test('without any backup it fails as that, with the next move', async () => {
    const world = await openWorld({ url: shop.url, home, policy: required });
    const { report } = await drill(world, drilledService());
    expect(report).toMatchObject({ result: 'failed', trouble: { kind: 'no-backup' }, backup: null });
    expect(report.trouble?.hint).toContain('/backup take');
    expect(report.measures).toMatchObject({ rtoMs: null, rpoNowMs: null });
  });
});

describe('a drill that does not pass is told as what it is (B8)', { timeout: 120_000 }, () => {
  test('with a key that is not the backup’s it fails as a wrong key, in the phase in which it was tried', async () => {
    const [right, wrong] = [await makeKey(), await makeKey()];
    const archives = { recipients: [right.recipient], identityFile: wrong.identityFile };
    const world = await openWorld({ url: shop.url, home, archives, policy: required });
    await takeWeekly(world);
    const { report } = await drill(world, drilledService());
    expect(report).toMatchObject({ result: 'failed', trouble: { kind: 'wrong-key' } });
    expect(report.phases.at(-1)?.phase).toBe('decrypt');
    expect(report.trouble?.hint).toContain('identity file');
    expect(report.trouble?.say).toBe('age ended with 1: age: error: no identity matched any of the recipients');
    expect(await scratchLeft(world)).toEqual([]);
  });

  test('with one byte changed in the storage it fails as a damaged backup, which is never opened', async () => {
    const world = await openWorld({ url: shop.url, home, policy: required });
    const { manifest } = await takeWeekly(world);
    const file = await largestFile(join(world.shelf, manifest.id));
    const bytes = await readFile(file);
    bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1;
    await writeFile(file, bytes);
    const { report } = await drill(world, drilledService());
    expect(report).toMatchObject({ result: 'failed', trouble: { kind: 'damaged-backup' } });
    expect(report.trouble?.say).toContain('its bytes have changed');
    expect(report.phases.map(({ phase }) => phase)).not.toContain('restore');
    expect((await world.backups.read(manifest.id))?.proof?.passed).toBe(false);
  });

  test('one that breaks off in its comparison proves nothing: the backup stays as unproved as it was', async () => {
    const world = await openWorld({ url: shop.url, home, policy: required });
    const { manifest } = await takeWeekly(world);
    const validate = () => Promise.reject(new Error('terminating connection due to administrator command'));
    const { report } = await drill({ ...world, copies: { ...world.copies, validate } }, drilledService());
    expect(report.result).not.toBe('passed');
    expect((await world.backups.read(manifest.id))?.proof).toBeNull();
    expect(await scratchLeft(world)).toEqual([]);
  });

  test('a required table that the backup does not hold is a missing table', async () => {
    const policy = { required_tables: ['users', 'invoices'] };
    const world = await openWorld({ url: shop.url, home, policy });
    await takeWeekly(world);
    const { report } = await drill(world, drilledService());
    expect(report).toMatchObject({ result: 'failed', trouble: { kind: 'missing-table' } });
    expect(report.trouble?.say).toContain('invoices is missing');
    expect(await scratchLeft(world)).toEqual([]);
  });

  test('rows that are not those of the manifest are differing rows', async () => {
    const world = await openWorld({ url: shop.url, home, policy: required });
    const { manifest } = await takeWeekly(world);
    await tellManifest(join(world.shelf, manifest.id), (text) => text.replace(/"rows":\s?2000/, '"rows":2017'));
    const { report } = await drill(world, drilledService());
    expect(report).toMatchObject({ result: 'failed', trouble: { kind: 'rows-differ' } });
    expect(report.trouble?.say).toContain('2,000 rows, expected 2,017 (−17)');
  });

  test('a recovery that is whole but slower than its objective fails as too slow, with what it took', async () => {
    const world = await openWorld({ url: shop.url, home, policy: required });
    await takeWeekly(world);
    const { report } = await drill(world, drilledService({ drill: { rto_objective: '20ms' } }));
    expect(report).toMatchObject({ result: 'failed', trouble: { kind: 'too-slow' } });
    expect(report.measures.rtoMs).toBeGreaterThan(20);
    expect(report.findings.filter(({ result }) => result === 'failed')).toEqual([]);
  });
});

async function largestFile(folder: string): Promise<string> {
  const all = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = all.filter((each) => each.isFile() && /\.dat/.test(each.name));
  const sized = await Promise.all(
    files.map(async ({ parentPath, name }) => {
      const path = join(parentPath, name);
      return { path, bytes: (await readFile(path)).length };
    }),
  );
  return sized.toSorted((left, right) => right.bytes - left.bytes)[0]?.path ?? '';
}

async function tellManifest(folder: string, change: (text: string) => string): Promise<void> {
  const file = join(folder, 'manifest.json');
  const before = await readFile(file, 'utf8');
  const after = change(before);
  expect(after).not.toBe(before);
  await rm(file);
  await writeFile(file, after);
}
