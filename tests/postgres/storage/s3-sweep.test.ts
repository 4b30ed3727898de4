import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import {
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  PutObjectCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { expect, test } from 'vitest';
import { BackupId } from '../../../src/domain/ids.ts';
import { store } from '../../adapters/vault/vault-contract.ts';
import { until } from '../../support/target.ts';
import { type BucketKind, type BucketScene, makeBucket, tomorrow } from './bucket-scene.ts';
import { allVersions, keysIn, uploadsIn } from './look-behind.ts';
import { onS3 } from './on-s3.ts';

const id = BackupId.parse('20261121T113400Z-manual-0001');
const MIB = 1024 * 1024;
const artifact = `some/where/shop/${id}/artifact-0123456789abcdef/rows`;

async function leaveUpload({ client, name }: BucketScene) {
  const at = { Bucket: name, Key: artifact };
  const { UploadId } = await client.send(new CreateMultipartUploadCommand(at));
  await client.send(new UploadPartCommand({ ...at, UploadId, PartNumber: 1, Body: Buffer.alloc(5 * MIB) }));
}

onS3('sweeping a bucket', (server) => {
  test('ends an upload that stood still for a day, and none that may be at work', async () => {
    const scene = await makeBucket(server());
    await leaveUpload(scene);
    expect(await (await scene.open()).sweep()).toEqual([]);
    expect(await uploadsIn(scene)).toHaveLength(1);
    await (await scene.open({ now: tomorrow() })).sweep();
    expect(await uploadsIn(scene)).toEqual([]);
  });

  test.each<BucketKind>(['plain', 'versioned'])(
    'finishes a removal that was cut off after its mark (%s)',
    async (kind) => {
      const scene = await makeBucket(server(), kind);
      const vault = await scene.open();
      await store(vault);
      const Key = `some/where/shop/${id}/manifest.json`;
      await scene.client.send(new DeleteObjectCommand({ Bucket: scene.name, Key }));
      expect(await vault.list()).toEqual([]);
      expect(await vault.sweep()).toEqual([]);
      expect(await (await scene.open({ now: tomorrow() })).sweep()).toEqual([id]);
      expect(await allVersions(scene)).toEqual([]);
    },
  );

  test('touches no finished backup, however old, and nothing of another service or prefix', async () => {
    const scene = await makeBucket(server());
    const vault = await scene.open();
    await store(vault);
    const foreign = ['some/where/else/20261121T113400Z-manual-0001/rows', 'shop/x', 'some/where/shop/notes.txt'];
    for (const Key of foreign) {
      await scene.client.send(new PutObjectCommand({ Bucket: scene.name, Key, Body: 'x' }));
    }
    const before = await keysIn(scene);
    expect(await (await scene.open({ now: tomorrow() })).sweep()).toEqual([]);
    expect(await keysIn(scene)).toEqual(before);
  });
});

onS3('killed with -9', (server) => {
  test('an upload that was killed with -9 is no backup, and its local part goes with the next sweep', async () => {
    const scene = await makeBucket(server());
    const errand = { storage: scene.storage, id, accessKeyId: server().accessKeyId, secret: server().secretAccessKey };
    const runner = new URL('upload-runner.ts', import.meta.url).pathname;
    const child = spawn(process.execPath, [runner, JSON.stringify(errand)], { stdio: ['ignore', 'ignore', 'inherit'] });
    const gone = once(child, 'exit');
    await until(async () => (await uploadsIn(scene)).length === 1, 30_000);
    child.kill('SIGKILL');
    await gone;
    const vault = await scene.open();
    expect(await vault.list()).toEqual([]);
    expect(await vault.sweep()).toEqual([id]);
    expect(await readdir(join(scene.folder, 'shop', 'staging'))).toEqual([]);
    await (await scene.open({ now: tomorrow() })).sweep();
    expect(await uploadsIn(scene)).toEqual([]);
    expect(await allVersions(scene)).toEqual([]);
  });
});
