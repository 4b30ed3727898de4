import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { BackupId } from '../../../domain/ids.ts';
import { BackupPin, BackupProof, type StoredBackup } from '../../../domain/manifest.ts';
import type { S3Storage } from '../../../domain/policy-file/backups.ts';
import type { Vault } from '../../../ports/vault.ts';
import { privateFolder } from '../durable-files.ts';
import { sweepRooms } from '../room.ts';
import { openShelf } from '../shelf.ts';
import { onStorage } from '../storage-errors.ts';
import { inOrder, passOverDamaged, readStored, storedText } from '../stored-text.ts';
import type { VaultWishes } from '../vault-wishes.ts';
import { type Bucket, openBucket } from './s3-bucket.ts';
import { connectS3 } from './s3-client.ts';
import { openDraft } from './s3-draft.ts';
import { fetchArtifact, measureArtifact } from './s3-fetch.ts';
import { layoutOf, type S3Layout } from './s3-layout.ts';
import { removeBackup } from './s3-removal.ts';
import { sweepBucket } from './s3-sweep.ts';

/** Folder on the local shelf for what is on its way to or from the bucket. */
const stagingFolder = 'staging';

/** So many manifests are read at once. */
const READ_AT_ONCE = 8;

/**
 * Backups in a bucket of S3 or alike. Nothing is asked of the server here: what is wrong with it is said by the first
 * operation, and by `recourse check`.
 *
 * @throws RecourseError `storage-failed` when the local folder cannot be used, `bad-configuration` for a bad `ca_file`
 */
export async function openS3Vault(storage: S3Storage, wishes: VaultWishes): Promise<Vault> {
  const { service, keepOutOf, clock, secretOf } = wishes;
  const staging = join(await openShelf({ path: storage.path, service, keepOutOf }), stagingFolder);
  await onStorage('opening the storage', staging, () => mkdir(staging, { recursive: true, mode: privateFolder }));
  const bucket = openBucket(connectS3(storage, secretOf), storage.bucket);
  const layout = layoutOf(storage.prefix, service);
  const read = (id: BackupId) => readBackup(bucket, layout, id);
  return {
    begin: (id) => openDraft({ bucket, layout, staging }, id, () => read(id)),
    read,
    list: () => listBackups(bucket, layout, read),
    measure: async (id) => {
      const stored = await read(id);
      return stored === null ? [] : measureArtifact(bucket, layout.artifact(stored.manifest));
    },
    readText: async (id, name) => {
      const stored = await read(id);
      return stored === null ? null : bucket.readText(`${layout.artifact(stored.manifest)}${name}`);
    },
    fetch: (manifest) => fetchArtifact(bucket, { staging, folder: layout.artifact(manifest), manifest }),
    recordProof: (id, proof) => bucket.writeText(layout.proof(id), storedText(BackupProof.parse(proof))),
    recordPin: (id, pin) =>
      pin === null ? bucket.remove(layout.pin(id)) : bucket.writeText(layout.pin(id), storedText(BackupPin.parse(pin))),
    remove: (id) => removeBackup({ bucket, layout, clock }, id),
    sweep: async () => [
      ...(await onStorage('sweeping drafts', staging, () => sweepRooms(staging, clock))),
      ...(await sweepBucket({ bucket, layout, clock })),
    ],
  };
}

async function readBackup(bucket: Bucket, layout: S3Layout, id: BackupId): Promise<StoredBackup | null> {
  const manifest = await bucket.readText(layout.manifest(id));
  if (manifest === null) return null;
  const [proof, pin] = await Promise.all([bucket.readText(layout.proof(id)), bucket.readText(layout.pin(id))]);
  return readStored({ manifest, proof, pin, where: (part) => `s3://${bucket.name}/${layout[part](id)}` });
}

async function listBackups(
  bucket: Bucket,
  { shelf }: S3Layout,
  read: (id: BackupId) => Promise<StoredBackup | null>,
): Promise<StoredBackup[]> {
  const names = await bucket.folders(shelf);
  const ids = names.map((name) => BackupId.safeParse(name)).filter((name) => name.success);
  const found: (StoredBackup | null)[] = [];
  for (let from = 0; from < ids.length; from += READ_AT_ONCE) {
    const some = ids.slice(from, from + READ_AT_ONCE).map(({ data }) => read(data).catch(passOverDamaged));
    found.push(...(await Promise.all(some)));
  }
  return inOrder(found);
}
