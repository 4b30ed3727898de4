import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DeleteObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { expect, test } from 'vitest';
import { BackupId } from '../../../src/domain/ids.ts';
import { store } from '../../adapters/vault/vault-contract.ts';
import { manifestOf } from '../../adapters/vault/vault-manifest.ts';
import { type BucketScene, makeBucket } from './bucket-scene.ts';
import { keysIn, uploadsIn } from './look-behind.ts';
import { onS3 } from './on-s3.ts';

const id = BackupId.parse('20261121T113400Z-manual-0001');
const MIB = 1024 * 1024;

onS3('a bucket', (server) => {
  test('lies under its prefix and service, with the manifest beside the artefact', async () => {
    const scene = await makeBucket(server());
    const { manifest } = await store(await scene.open());
    const room = `some/where/shop/${id}`;
    const artifact = `artifact-${manifest.artifact.sha256.slice(0, 16)}`;
    expect(await keysIn(scene)).toEqual([`${room}/${artifact}/rows`, `${room}/manifest.json`]);
    expect(await readdir(join(scene.folder, 'shop', 'staging'))).toEqual([]);
  });

  test('takes a large file in parts, and gives it back byte for byte', async () => {
    const scene = await makeBucket(server());
    const vault = await scene.open();
    const draft = await vault.begin(id);
    await writeFile(join(draft.folder, 'rows'), Buffer.alloc(40 * MIB + 17, 'recourse'));
    const [written] = await draft.measure();
    const { manifest } = await draft.seal(manifestOf(id, await draft.measure()));
    expect(await vault.measure(id)).toEqual([written]);
    expect(await uploadsIn(scene)).toEqual([]);
    const fetched = await vault.fetch(manifest);
    expect(await readdir(fetched.folder)).toEqual(['rows']);
    await fetched.release();
    expect(await readdir(join(scene.folder, 'shop', 'staging'))).toEqual([]);
  });

  test('answers over TLS where its authority is named, and is refused where it is not', async () => {
    const scene = await makeBucket(server());
    const overTls = { endpoint: server().tlsEndpoint };
    const trusted = await scene.open({ change: { ...overTls, ca_file: server().authority } });
    await store(trusted);
    expect(await trusted.list()).toHaveLength(1);
    const untrusting = await scene.open({ change: overTls });
    await expect(untrusting.list()).rejects.toMatchObject({
      code: 'storage-failed',
      hint: expect.stringContaining('ca_file'),
    });
  });

  test('reads the newest version of a manifest, and none where it was deleted', async () => {
    const scene = await makeBucket(server(), 'versioned');
    const vault = await scene.open();
    const { manifest } = await store(vault);
    const key = `some/where/shop/${id}/manifest.json`;
    const at = { Bucket: scene.name, Key: key };
    await scene.client.send(new PutObjectCommand({ ...at, Body: JSON.stringify({ ...manifest, takenBy: 'U0NEWER' }) }));
    expect((await vault.read(id))?.manifest.takenBy).toBe('U0NEWER');
    await scene.client.send(new DeleteObjectCommand(at));
    expect(await vault.list()).toEqual([]);
  });
});

onS3('trouble with a bucket', (server) => {
  test.each<[what: string, wishes: Parameters<BucketScene['open']>[0], code: string, hint: RegExp]>([
    ['no such bucket', { change: { bucket: 'nowhere-to-be-found' } }, 'NoSuchBucket', /storage\.bucket/],
    ['an unknown key', { secrets: { BACKUP_KEY: 'OTHER' } }, 'InvalidAccessKeyId', /key was refused/],
    ['a wrong secret', { secrets: { BACKUP_SECRET: 'wrong' } }, 'SignatureDoesNotMatch', /key was refused/],
    ['no server there', { change: { endpoint: 'http://127.0.0.1:9' } }, 'ECONNREFUSED', /storage\.endpoint/],
  ])('says %s with the next move, and no secret', async (_, wishes, code, hint) => {
    const vault = await (await makeBucket(server())).open(wishes);
    const error = await vault.list().catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'storage-failed', facts: { code }, hint: expect.stringMatching(hint) });
    expect(JSON.stringify(error)).not.toContain(server().secretAccessKey);
  });

  test('changed on its way to us, an artefact is not handed out, and nothing of it stays here', async () => {
    const scene = await makeBucket(server());
    const vault = await scene.open();
    const { manifest } = await store(vault);
    const Key = (await keysIn(scene)).find((key) => key.endsWith('/rows'));
    await scene.client.send(new PutObjectCommand({ Bucket: scene.name, Key, Body: 'abd' }));
    await expect(vault.fetch(manifest)).rejects.toMatchObject({ code: 'backup-damaged' });
    expect(await readdir(join(scene.folder, 'shop', 'staging'))).toEqual([]);
  });

  test('a manifest that names a file outside its artefact is refused before anything is written', async () => {
    const scene = await makeBucket(server());
    const vault = await scene.open();
    const { manifest } = await store(vault);
    const [file] = manifest.artifact.files;
    const files = [{ name: '../../../escaped', bytes: 3, sha256: file?.sha256 ?? manifest.artifact.sha256 }];
    const forged = { ...manifest, artifact: { ...manifest.artifact, files } };
    await expect(vault.fetch(forged)).rejects.toMatchObject({
      message: expect.stringContaining('outside its artefact'),
    });
    expect(await readdir(scene.folder)).toEqual(['shop']);
  });
});
