import { cp, readdir, readFile, rename, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import type { StoredBackup } from '../../../src/domain/manifest.ts';
import { freshDatabase } from '../../support/cluster.ts';
import { ask } from '../../support/target.ts';
import type { World } from './open-world.ts';
import { effort, errorOf, openWorld, take } from './world.ts';

interface Scene {
  readonly world: World;
  readonly backup: StoredBackup;
  readonly folder: string;
  /** Absolute path of the file with the rows. */
  readonly rows: string;
}

type Damage = (scene: Scene) => Promise<unknown>;

async function flipByte(path: string, at: number): Promise<void> {
  const bytes = await readFile(path);
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  await writeFile(path, bytes);
}

async function editManifest({ folder }: Scene, change: (manifest: Record<string, unknown>) => object): Promise<void> {
  const path = join(folder, 'manifest.json');
  const manifest = JSON.parse(await readFile(path, 'utf8')) as Record<string, unknown>;
  await writeFile(path, JSON.stringify({ ...manifest, ...change(manifest) }));
}

const damages: readonly (readonly [what: string, damage: Damage, says: RegExp])[] = [
  ['one flipped bit in the rows', ({ rows }) => flipByte(rows, 100), /dat\.gz: its bytes have changed/],
  [
    'one flipped bit at the very end',
    ({ rows }) => readFile(rows).then((b) => flipByte(rows, b.length - 1)),
    /have changed/,
  ],
  [
    'a flipped bit in the table of contents',
    (s) => flipByte(join(s.folder, 'artifact/dump/toc.dat'), 40),
    /toc\.dat: its bytes/,
  ],
  ['a file that was cut', ({ rows }) => truncate(rows, 60), /dat\.gz: 60 bytes, expected \d+ \(-\d+\)/],
  ['an emptied file', ({ rows }) => truncate(rows, 0), /dat\.gz: 0 bytes, expected/],
  ['a file that grew', ({ rows }) => writeFile(rows, 'x', { flag: 'a' }), /bytes, expected \d+ \(1\)/],
  ['a missing file', ({ rows }) => rm(rows), /dat\.gz: missing/],
  [
    'a file too many',
    (s) => writeFile(join(s.folder, 'artifact/dump/9.dat'), 'x'),
    /9\.dat: 1 bytes that no manifest lists/,
  ],
  ['no artefact at all', (s) => rm(join(s.folder, 'artifact'), { recursive: true }), /toc\.dat: missing/],
  [
    'a digest changed along with nothing',
    (s) => editManifest(s, () => ({ artifact: { ...s.backup.manifest.artifact, sha256: 'a'.repeat(64) } })),
    /has the digest a{64}/,
  ],
  [
    'a manifest of another service',
    (s) => editManifest(s, () => ({ service: 'other' })),
    /belongs to service other, expected shop/,
  ],
  [
    'a manifest of another database',
    (s) => editManifest(s, () => ({ database: { ...s.backup.manifest.database, name: 'crm' } })),
    /taken of database crm/,
  ],
  [
    'a manifest that is no manifest',
    (s) => writeFile(join(s.folder, 'manifest.json'), '{"version":1}'),
    /manifest\.json is damaged/,
  ],
  ['a manifest cut in the middle', (s) => truncate(join(s.folder, 'manifest.json'), 200), /manifest\.json is damaged/],
  ['no manifest', (s) => rm(join(s.folder, 'manifest.json')), /There is no finished backup/],
  ['the manifest of another backup', swapManifests, /is the manifest of backup/],
];

async function swapManifests({ world, folder }: Scene): Promise<void> {
  const other = await take(world.backups);
  await cp(join(world.shelf, other.manifest.id, 'manifest.json'), join(folder, 'manifest.json'));
}

async function openScene(url: string): Promise<Scene> {
  const world = await openWorld({ url });
  const backup = await take(world.backups);
  const folder = join(world.shelf, backup.manifest.id);
  const names = await readdir(join(folder, 'artifact/dump'));
  return {
    world,
    backup,
    folder,
    rows: join(folder, 'artifact/dump', names.find((name) => name.endsWith('.dat.gz')) ?? ''),
  };
}

const table = 'CREATE TABLE t AS SELECT i, md5(i::text) AS m FROM generate_series(1, 3000) AS i';

describe('inspection', () => {
  const database = freshDatabase();
  beforeAll(() => ask(database.url, table));

  test('passes what was not touched, and names its digest', async () => {
    const { world, backup } = await openScene(database.url);
    const findings = await world.backups.inspect(backup.manifest.id);
    expect(findings.map(({ result }) => result)).toEqual(['passed']);
    expect(findings[0]?.say).toContain(backup.manifest.artifact.sha256.slice(0, 12));
  });

  test.each(damages)('refuses %s, and no tool opens it', async (_, damage, says) => {
    const untouched = await openScene(database.url);
    await damage(untouched);
    const { world, backup } = untouched;
    const findings = await world.backups.inspect(backup.manifest.id);
    expect(
      findings
        .filter(({ result }) => result === 'failed')
        .map(({ say }) => say)
        .join('\n'),
    ).toMatch(says);
    expect(findings.some(({ result }) => result === 'passed')).toBe(false);
    const work = effort();
    const name = world.copies.scratchName(work.tag);
    const error = await errorOf(world.copies.restore(backup, name, work));
    expect(error.code).toBe('backup-damaged');
    expect(await world.copies.find(name)).toBeNull();
  });

  test('refuses a backup that was exchanged as a whole since it was chosen', async () => {
    const { world, backup, folder } = await openScene(database.url);
    const other = await take(world.backups);
    await rm(folder, { recursive: true });
    await rename(join(world.shelf, other.manifest.id), folder);
    await editManifest({ world, backup, folder, rows: '' }, () => ({ id: backup.manifest.id }));
    const work = effort();
    const error = await errorOf(world.copies.restore(backup, world.copies.scratchName(work.tag), work));
    expect(error.message).toContain('its manifest is not the one that was chosen');
  });

  test('refuses a manifest that was rewritten since it was chosen, though every file is as it was', async () => {
    const scene = await openScene(database.url);
    await editManifest(scene, ({ snapshotAt }) => ({
      snapshotAt: new Date(Date.parse(String(snapshotAt)) + 1).toISOString(),
    }));
    const { world, backup } = scene;
    const work = effort();
    const error = await errorOf(world.copies.restore(backup, world.copies.scratchName(work.tag), work));
    expect(error.message).toContain('its manifest is not the one that was chosen');
  });

  test('hides no good backup behind a damaged one', async () => {
    const { world, backup, folder } = await openScene(database.url);
    const good = await take(world.backups);
    await writeFile(join(folder, 'manifest.json'), 'not json');
    expect((await world.backups.list()).map(({ manifest }) => manifest.id)).toEqual([good.manifest.id]);
    expect((await errorOf(world.backups.read(backup.manifest.id))).code).toBe('backup-damaged');
  });
});

describe('a restore', () => {
  const database = freshDatabase();
  beforeAll(() => ask(database.url, table));

  test('goes into nothing but a scratch database', async () => {
    const { world, backup } = await openScene(database.url);
    for (const name of [database.name, 'postgres', 'shop_scratch', `${database.name}_scratch_x`]) {
      expect((await errorOf(world.copies.restore(backup, name, effort()))).code).toBe('bad-input');
    }
    const work = effort();
    const copy = await world.copies.restore(backup, world.copies.scratchName(work.tag), work);
    expect((await errorOf(world.copies.restore(backup, copy.name, work))).message).toContain(
      'There is already a database',
    );
    await world.copies.drop(copy);
    expect(await world.copies.find(copy.name)).toBeNull();
    await world.copies.drop(copy); // harmless
    const production = { ...copy, name: database.name };
    expect((await errorOf(world.copies.drop(production))).code).toBe('bad-input');
  });
});
