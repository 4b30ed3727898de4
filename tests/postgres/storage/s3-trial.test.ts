import { PutBucketVersioningCommand } from '@aws-sdk/client-s3';
import { expect, test } from 'vitest';
import { tryBucket } from '../../../src/adapters/vault/s3/s3-trial.ts';
import { ServiceName } from '../../../src/domain/ids.ts';
import { makeBucket } from './bucket-scene.ts';
import { allVersions, uploadsIn } from './look-behind.ts';
import { onS3 } from './on-s3.ts';

const service = ServiceName.parse('shop');

onS3('a look at a bucket before it is needed', (server) => {
  const secretOf = (name: string) => (name === 'BACKUP_KEY' ? server().accessKeyId : server().secretAccessKey);

  test('writes, reads and removes, and leaves nothing there', async () => {
    const scene = await makeBucket(server());
    const standing = await tryBucket(scene.storage, service, secretOf);
    expect(standing).toEqual({ written: true, versioning: 'off', locksForDays: null });
    expect(await allVersions(scene)).toEqual([]);
    expect(await uploadsIn(scene)).toEqual([]);
  });

  test('tells of versions, and of a lock, under which it writes nothing', async () => {
    const versioned = await makeBucket(server(), 'versioned');
    expect(await tryBucket(versioned.storage, service, secretOf)).toMatchObject({ written: true, versioning: 'on' });
    const locked = await makeBucket(server(), 'locked');
    expect(await tryBucket(locked.storage, service, secretOf)).toEqual({
      written: false,
      versioning: 'on',
      locksForDays: 1,
    });
    expect(await allVersions(locked)).toEqual([]);
  });

  test('takes a bucket whose versions were suspended for one that keeps none', async () => {
    const scene = await makeBucket(server(), 'versioned');
    const VersioningConfiguration = { Status: 'Suspended' as const };
    await scene.client.send(new PutBucketVersioningCommand({ Bucket: scene.name, VersioningConfiguration }));
    expect(await tryBucket(scene.storage, service, secretOf)).toMatchObject({ versioning: 'off' });
  });

  test.each([
    ['a bucket that is not there', { bucket: 'not-there-at-all' }, 'NoSuchBucket'],
    ['a server that is not there', { endpoint: 'http://127.0.0.1:9' }, 'ECONNREFUSED'],
  ])('says what is wrong with %s', async (_, change, code) => {
    const { storage } = await makeBucket(server());
    await expect(tryBucket({ ...storage, ...change }, service, secretOf)).rejects.toMatchObject({ facts: { code } });
  });
});
