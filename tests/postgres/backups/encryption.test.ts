import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { anyFailed } from '../../../src/domain/finding.ts';
import { freshDatabase } from '../../support/cluster.ts';
import { ask } from '../../support/target.ts';
import { makeKey } from './age-key.ts';
import { effort, errorOf, openWorld, restore, take, temporaryFolder } from './world.ts';

describe('an encrypted backup', () => {
  const database = freshDatabase();
  beforeAll(async () => {
    await ask(
      database.url,
      "CREATE TABLE t AS SELECT i, 'very private ' || i AS word FROM generate_series(1, 3000) AS i",
    );
  });

  test('is restored with the key of any recipient, and equals the source', async () => {
    const [one, two] = [await makeKey(), await makeKey()];
    const recipients = [one.recipient, two.recipient];
    const world = await openWorld({ url: database.url, archives: { recipients, identityFile: two.identityFile } });
    const backup = await take(world.backups);
    expect(backup.manifest.artifact).toMatchObject({ format: 'custom', encryption: 'age', recipients });
    const copy = await restore(world, backup);
    expect(anyFailed(await world.copies.validate(copy, backup, effort()))).toBe(false);
    // What was unpacked for pg_restore is gone.
    expect(await readdir(world.shelf)).toEqual([backup.manifest.id]);
  });

  test('holds no row that could be read, and neither did its draft (B4)', async () => {
    const { recipient } = await makeKey();
    const world = await openWorld({ url: database.url, archives: { recipients: [recipient] } });
    const backup = await take(world.backups);
    const artifact = join(world.shelf, backup.manifest.id, 'artifact');
    expect((await readdir(artifact)).sort()).toEqual(['catalogue.json', 'dump.zst.age']);
    const sealed = await readFile(join(artifact, 'dump.zst.age'));
    expect(sealed.subarray(0, 21).toString()).toBe('age-encryption.org/v1');
    expect(sealed.includes('very private')).toBe(false);
    expect(sealed.includes('PGDMP')).toBe(false);
  });

  test('is not opened by another key, nor without one, and says so', async () => {
    const [ours, theirs] = [await makeKey(), await makeKey()];
    const vaultPath = await temporaryFolder();
    const recipients = [ours.recipient];
    const taking = await openWorld({ url: database.url, vaultPath, archives: { recipients } });
    const backup = await take(taking.backups);
    const other = await openWorld({ url: database.url, vaultPath, archives: { identityFile: theirs.identityFile } });
    for (const [world, says] of [
      [other, 'no identity matched any of the recipients'],
      [taking, 'no identity file is configured here'],
    ] as const) {
      const work = effort();
      const error = await errorOf(world.copies.restore(backup, world.copies.scratchName(work.tag), work));
      expect(error.code).toBe('bad-configuration');
      expect(error.message).toContain(says);
      expect(await world.copies.ofRun(work.tag.run)).toEqual([]);
    }
  });

  test('needs age, and a recipient that is a key', async () => {
    const { recipient } = await makeKey();
    const without = await openWorld({ url: database.url, archives: { age: undefined, recipients: [recipient] } });
    const missing = await errorOf(take(without.backups));
    expect(missing.code).toBe('tool-missing');
    expect(missing.hint).toContain('apt-get install age');
    const wrong = await openWorld({ url: database.url, archives: { recipients: ['age1wrong'] } });
    expect((await errorOf(take(wrong.backups))).code).toBe('bad-configuration');
    for (const world of [without, wrong]) expect(await readdir(world.shelf)).toEqual([]);
  });
});
