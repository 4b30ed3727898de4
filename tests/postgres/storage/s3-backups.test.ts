import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { execa } from 'execa';
import { beforeAll, expect, test } from 'vitest';
import { anyFailed } from '../../../src/domain/finding.ts';
import { freshDatabase } from '../../support/cluster.ts';
import { ask } from '../../support/target.ts';
import { effort, errorOf, openWorld, restore, take, temporaryFolder } from '../backups/world.ts';
import { makeBucket } from './bucket-scene.ts';
import { keysIn } from './look-behind.ts';
import { onS3 } from './on-s3.ts';

onS3('a database that is backed up into a bucket', (server) => {
  const database = freshDatabase();
  beforeAll(() =>
    ask(database.url, 'CREATE TABLE t AS SELECT i, md5(i::text) AS m FROM generate_series(1, 5000) AS i'),
  );

  test('comes back equal, and leaves nothing on the local disk (B4)', async () => {
    const scene = await makeBucket(server(), 'versioned');
    const world = await openWorld({ url: database.url, vault: await scene.open(), vaultPath: scene.folder });
    const backup = await take(world.backups);
    const copy = await restore(world, backup);
    const findings = await world.copies.validate(copy, backup, effort());
    expect(anyFailed(findings)).toBe(false);
    expect(findings.map(({ say }) => say)).toContain('1 of 1 tables equal to the backup, row for row: 5,000 rows');
    expect(await readdir(join(scene.folder, 'shop', 'staging'))).toEqual([]);
  });

  test('comes back equal when it was encrypted', async () => {
    const scene = await makeBucket(server());
    const identityFile = join(await temporaryFolder(), 'age.key');
    const { stderr } = await execa('age-keygen', ['-o', identityFile]);
    const recipients = [/age1\w+/.exec(stderr)?.[0] ?? ''];
    const archives = { recipients, identityFile };
    const world = await openWorld({ url: database.url, vault: await scene.open(), vaultPath: scene.folder, archives });
    const backup = await take(world.backups);
    expect((await keysIn(scene)).some((key) => key.endsWith('/dump.zst.age'))).toBe(true);
    const copy = await restore(world, backup);
    expect(anyFailed(await world.copies.validate(copy, backup, effort()))).toBe(false);
    expect(await readdir(join(scene.folder, 'shop', 'staging'))).toEqual([]);
  });

  test('is not restored when one byte of it was changed in the bucket', async () => {
    const scene = await makeBucket(server());
    const world = await openWorld({ url: database.url, vault: await scene.open(), vaultPath: scene.folder });
    const backup = await take(world.backups);
    const Key = (await keysIn(scene)).find((key) => key.endsWith('toc.dat'));
    await scene.client.send(new PutObjectCommand({ Bucket: scene.name, Key, Body: 'PGDMP' }));
    const work = effort();
    const error = await errorOf(world.copies.restore(backup, world.copies.scratchName(work.tag), work));
    expect(error).toMatchObject({ code: 'backup-damaged', message: expect.stringContaining('toc.dat') });
    expect(await world.copies.ofRun(work.tag.run)).toEqual([]);
  });
});
