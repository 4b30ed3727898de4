import { expect, test } from 'vitest';
import { BackupId } from '../../../src/domain/ids.ts';
import { store } from '../../adapters/vault/vault-contract.ts';
import { makeBucket, tomorrow } from './bucket-scene.ts';
import { onS3 } from './on-s3.ts';

const id = BackupId.parse('20261121T113400Z-manual-0001');

onS3('a bucket that locks', (server) => {
  test('under lock a backup cannot be removed: it says until when, and stays whole and listed', async () => {
    const scene = await makeBucket(server(), 'locked');
    const vault = await scene.open();
    const stored = await store(vault);
    await expect(vault.remove(id)).rejects.toMatchObject({
      code: 'storage-locked',
      message: expect.stringMatching(/holds it locked until 20\d\d-\d\d-\d\dT/),
    });
    expect(await vault.list()).toEqual([stored]);
    expect((await vault.measure(id)).map(({ bytes }) => bytes)).toEqual([3]);
  });

  test('a manifest whose artefact the server will not give up is shown again', async () => {
    const scene = await makeBucket(server(), 'locked');
    const stored = await store(await scene.open());
    // A clock that is ahead takes the lock for expired; the server does not.
    const ahead = await scene.open({ now: tomorrow() });
    await expect(ahead.remove(id)).rejects.toMatchObject({ code: 'storage-locked' });
    expect(await ahead.list()).toEqual([stored]);
  });
});
