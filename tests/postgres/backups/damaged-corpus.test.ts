import { generateKeyPairSync } from 'node:crypto';
import { cp, open, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { createSignatures } from '../../../src/adapters/signing/ed25519.ts';
import { anyFailed } from '../../../src/domain/finding.ts';
import type { StoredBackup } from '../../../src/domain/manifest.ts';
import { freshDatabase } from '../../support/cluster.ts';
import { ask } from '../../support/target.ts';
import type { World } from './open-world.ts';
import { type WatchedPrograms, watchPgRestore } from './watched-programs.ts';
import { effort, errorOf, openWorld, restore, take, temporaryFolder } from './world.ts';

/** age seals in pieces of so many bytes, and gzip and we read in multiples of it. */
const chunkBytes = 64 * 1024;
/** In each file so many bytes are changed, evenly spread, the first and the last among them. */
const regions = 16;

let watched: WatchedPrograms;
beforeAll(async () => {
  watched = await watchPgRestore(inject('cluster').programs);
});
afterAll(() => watched.remove());

/** Rows that no compression makes smaller, so that the archive has several chunks. */
const rows = `CREATE TABLE t AS SELECT i, (SELECT string_agg(md5(random()::text || i || j), '') FROM generate_series(1, 32) j) AS m
  FROM generate_series(1, 400) AS i`;

function makeSignatures() {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  return createSignatures({
    privateKey: privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64'),
    trustedKeys: [publicKey.export({ format: 'der', type: 'spki' }).toString('base64')],
  });
}

async function makeAgeKey(): Promise<{ identityFile: string; recipients: string[] }> {
  const identityFile = join(await temporaryFolder(), 'age.key');
  const { stderr } = await execa('age-keygen', ['-o', identityFile]);
  return { identityFile, recipients: [/age1\w+/.exec(stderr)?.[0] ?? ''] };
}

/** The backup must be refused, and pg_restore must not have run, not even to list the archive. */
async function expectRefused(world: World, backup: StoredBackup, what: string, says?: RegExp): Promise<void> {
  const work = effort();
  const error = await errorOf(world.copies.restore(backup, world.copies.scratchName(work.tag), work)).catch(
    (cause: unknown) => {
      throw new Error(`${what}: it was not refused as it should be`, { cause });
    },
  );
  expect(await watched.calls(), what).toEqual([]);
  expect(error.message, what).toMatch(says ?? /is damaged, and was not opened/);
  expect(await world.copies.ofRun(work.tag.run), what).toEqual([]);
}

async function flipBit(path: string, at: number): Promise<() => Promise<void>> {
  const file = await open(path, 'r+');
  const byte = Buffer.alloc(1);
  await file.read(byte, 0, 1, at);
  const before = byte[0] ?? 0;
  const write = (value: number) => file.write(Buffer.from([value]), 0, 1, at);
  await write(before ^ 1);
  return async () => {
    await write(before);
    await file.close();
  };
}

function spread(bytes: number, steps: number): number[] {
  const places = Array.from({ length: steps }, (_, step) => Math.round((step * (bytes - 1)) / (steps - 1)));
  return [...new Set(places)];
}

describe.each(['plain', 'encrypted'])('of a backup that is %s', { timeout: 180_000 }, (form) => {
  const database = freshDatabase();
  beforeAll(() => ask(database.url, rows));

  async function openScene() {
    const archives = form === 'encrypted' ? await makeAgeKey() : {};
    const signatures = makeSignatures();
    const world = await openWorld({ url: database.url, programs: watched.folder, archives, signatures });
    const backup = await take(world.backups);
    const folder = join(world.shelf, backup.manifest.id);
    const files = backup.manifest.artifact.files.map(({ name, bytes }) => ({
      path: join(folder, 'artifact', name),
      name,
      bytes,
    }));
    return { world, backup, folder, files };
  }

  test('one that nobody touched is restored, by pg_restore that writes down its calls', async () => {
    const { world, backup } = await openScene();
    expect(anyFailed(await world.backups.inspect(backup.manifest.id))).toBe(false);
    await restore(world, backup);
    expect(await watched.calls()).toHaveLength(2); // the list, and the work
  });

  test('every file with a bit changed in any region is refused', async () => {
    const { world, backup, files } = await openScene();
    let tried = 0;
    for (const { path, name, bytes } of files) {
      for (const at of spread(bytes, regions)) {
        const mend = await flipBit(path, at);
        await expectRefused(world, backup, `${name}, byte ${at}`);
        await mend();
        tried += 1;
      }
    }
    expect(tried).toBeGreaterThan(regions);
    expect(anyFailed(await world.backups.inspect(backup.manifest.id))).toBe(false);
  });

  test('every file cut at any chunk is refused', async () => {
    const { world, backup, files } = await openScene();
    const largest = Math.max(...files.map(({ bytes }) => bytes));
    expect(largest).toBeGreaterThan(3 * chunkBytes);
    for (const { path, name, bytes } of files) {
      const whole = await readFile(path);
      const chunks = Array.from({ length: Math.ceil(bytes / chunkBytes) }, (_, index) => index * chunkBytes);
      for (const at of new Set([...chunks, 1, bytes - 1])) {
        await truncate(path, at);
        await expectRefused(world, backup, `${name}, cut at ${at}`);
        await writeFile(path, whole);
      }
      expect((await stat(path)).size).toBe(bytes);
    }
  });

  test('its manifest with a bit changed in any region is refused', async () => {
    const { world, backup, folder } = await openScene();
    const path = join(folder, 'manifest.json');
    for (const at of spread((await stat(path)).size - 1, 4 * regions)) {
      const mend = await flipBit(path, at);
      const { kind } = await world.backups.read(backup.manifest.id).then(
        (read) => ({ kind: JSON.stringify(read?.manifest) === JSON.stringify(backup.manifest) ? 'same' : 'other' }),
        () => ({ kind: 'unreadable' }),
      );
      // A space that became another one says the same; everything else is refused.
      if (kind !== 'same') await expectRefused(world, backup, `manifest, byte ${at}`, /damaged/);
      await mend();
    }
  });
});

describe('exchanged', { timeout: 120_000 }, () => {
  const database = freshDatabase();
  const other = freshDatabase();
  beforeAll(async () => {
    await ask(database.url, rows);
    await ask(other.url, rows);
  });

  test('another backup’s manifest is refused, whichever way round', async () => {
    const world = await openWorld({ url: database.url, programs: watched.folder });
    const [one, two] = [await take(world.backups), await take(world.backups)];
    const pathOf = ({ manifest }: StoredBackup) => join(world.shelf, manifest.id, 'manifest.json');
    const [first, second] = [await readFile(pathOf(one)), await readFile(pathOf(two))];
    await writeFile(pathOf(one), second);
    await writeFile(pathOf(two), first);
    await expectRefused(world, one, 'the first');
    await expectRefused(world, two, 'the second');
  });

  test('another database’s backup is refused, though it is whole', async () => {
    const signatures = makeSignatures();
    const [world, foreign] = [
      await openWorld({ url: database.url, programs: watched.folder, signatures }),
      await openWorld({ url: other.url, programs: watched.folder, signatures }),
    ];
    const { manifest } = await take(foreign.backups);
    await cp(join(foreign.shelf, manifest.id), join(world.shelf, manifest.id), { recursive: true });
    const brought = await world.backups.read(manifest.id);
    if (brought === null) throw new Error('it was brought there');
    await expectRefused(world, brought, 'another database’s', /was taken of database/);
  });

  test.each<[what: string, says: RegExp, by: () => ReturnType<typeof makeSignatures> | undefined]>([
    ['nobody signed', /is not signed/, () => undefined],
    ['somebody else signed', /which `backups.trusted_keys` does not name/, makeSignatures],
  ])('a backup that %s is refused, though every digest fits', async (_, says, by) => {
    const signatures = by();
    const vaultPath = await temporaryFolder();
    const forger = await openWorld({ url: database.url, vaultPath, ...(signatures && { signatures }) });
    const forged = await take(forger.backups);
    const wishes = { url: database.url, vaultPath, programs: watched.folder, signatures: makeSignatures() };
    await expectRefused(await openWorld(wishes), forged, 'forged', says);
  });

  test('a backup for another age key is not opened', async () => {
    const [ours, theirs] = [await makeAgeKey(), await makeAgeKey()];
    const archives = { recipients: theirs.recipients, identityFile: ours.identityFile };
    const world = await openWorld({ url: database.url, programs: watched.folder, archives });
    await expectRefused(world, await take(world.backups), 'another key', /no identity matched/);
  });

  test('a backup whose artefact is gone is refused', async () => {
    const world = await openWorld({ url: database.url, programs: watched.folder });
    const backup = await take(world.backups);
    await rm(join(world.shelf, backup.manifest.id, 'artifact'), { recursive: true });
    await expectRefused(world, backup, 'gone');
  });
});
