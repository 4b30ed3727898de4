import { RecourseError } from '../../../domain/errors.ts';
import type { BackupId } from '../../../domain/ids.ts';
import type { Clock } from '../../../ports/clock.ts';
import type { Bucket } from './s3-bucket.ts';
import type { S3Layout } from './s3-layout.ts';
import { everythingBelow, keepsVersions, type Lock, longestLock, removeVersions, type Version } from './s3-versions.ts';

export interface Removal {
  readonly bucket: Bucket;
  readonly layout: S3Layout;
  readonly clock: Clock;
}

/**
 * Removes a backup with all its versions. Marked by taking the manifest away, in one request: from then on it is no
 * backup, and a sweep finishes what a crash leaves. What is under lock is not even marked.
 */
export async function removeBackup({ bucket, layout, clock }: Removal, id: BackupId): Promise<void> {
  const all = await everythingBelow(bucket, layout.room(id));
  if (all.length === 0) return;
  const lock = await longestLock(bucket, all, clock.now());
  if (lock !== null) throw lockedError(bucket, id, lock);
  const manifest = layout.manifest(id);
  await bucket.remove(manifest);
  const ofManifest = (version: Version) => version.key === manifest;
  const stuck = await removeVersions(
    bucket,
    all.filter((version) => !ofManifest(version)),
  );
  if (stuck[0] !== undefined) {
    await showAgain(bucket, manifest, stuck.length === all.filter((version) => !ofManifest(version)).length);
    throw stuckError(bucket, id, stuck[0]);
  }
  if (await keepsVersions(bucket)) await removeVersions(bucket, await everythingBelow(bucket, layout.room(id)));
}

/** Nothing went, so the backup is whole: its marker is taken away, and it is listed again. */
async function showAgain(bucket: Bucket, manifest: string, nothingWent: boolean): Promise<void> {
  if (!nothingWent) return;
  const markers = (await everythingBelow(bucket, manifest)).filter(({ marker, newest }) => marker && newest);
  await removeVersions(bucket, markers);
}

function lockedError({ name }: Bucket, id: BackupId, { key, until }: Lock): RecourseError {
  const held = until === null ? 'under a legal hold' : `locked until ${until.toISOString()}`;
  return new RecourseError(`Backup ${id} cannot be removed: the bucket ${name} holds it ${held}.`, {
    code: 'storage-locked',
    hint:
      until === null
        ? 'It stays whole and listed. Somebody must lift the hold in the bucket first.'
        : 'It stays whole and listed, and goes with the first prune after that.',
    facts: { backup: id, bucket: name, key, until: until?.toISOString() ?? null },
  });
}

function stuckError({ name }: Bucket, id: BackupId, { key, code }: { key: string; code: string }): RecourseError {
  return new RecourseError(`Backup ${id} cannot be removed: the bucket ${name} refused it (${code}).`, {
    code: 'storage-locked',
    hint: 'Give the key s3:DeleteObject and s3:DeleteObjectVersion, or look for a lock on these objects.',
    facts: { backup: id, bucket: name, key, code },
  });
}
