import { describe, expect, test } from 'vitest';
import { store, vaultContract } from '../../adapters/vault/vault-contract.ts';
import { type BucketKind, makeBucket } from './bucket-scene.ts';
import { allVersions } from './look-behind.ts';
import { onS3 } from './on-s3.ts';

onS3('a bucket as storage', (server) => {
  describe.each<BucketKind>(['plain', 'versioned'])('that is %s', (kind) => {
    vaultContract(async () => (await makeBucket(server(), kind)).open());

    test('holds no byte of a backup that was removed, not in an older version either', async () => {
      const scene = await makeBucket(server(), kind);
      const vault = await scene.open();
      const { manifest } = await store(vault);
      await vault.recordPin(manifest.id, { by: 'U0LEAD', reason: 'audit', at: manifest.snapshotAt });
      await vault.recordPin(manifest.id, null);
      await vault.remove(manifest.id);
      expect(await allVersions(scene)).toEqual([]);
    });
  });
});
