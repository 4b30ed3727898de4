import {
  AbortMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetBucketVersioningCommand,
  GetObjectLockConfigurationCommand,
} from '@aws-sdk/client-s3';
import { RecourseError } from '../../../domain/errors.ts';
import type { ServiceName } from '../../../domain/ids.ts';
import type { S3Storage } from '../../../domain/policy-file/backups.ts';
import { type Bucket, openBucket } from './s3-bucket.ts';
import { connectS3 } from './s3-client.ts';
import { isDenied, isNotKnownThere, isNotThere, onBucket } from './s3-errors.ts';
import { layoutOf } from './s3-layout.ts';

/** What a bucket is like, beside that it can be used. */
export interface BucketStanding {
  /** False where a default lock would have kept the trial for days; then only listing was tried. */
  readonly written: boolean;
  readonly versioning: 'on' | 'off' | 'not known';
  /** How many days, or years as days, each new object is held; null where none is. */
  readonly locksForDays: number | null | 'not known';
}

/**
 * Lists, writes, reads and removes in a bucket as a backup would, and leaves nothing there.
 *
 * @throws RecourseError `storage-failed` for the first thing that did not work
 */
export async function tryBucket(
  storage: S3Storage,
  service: ServiceName,
  secretOf: (name: string) => string,
): Promise<BucketStanding> {
  const client = connectS3(storage, secretOf);
  try {
    const bucket = openBucket(client, storage.bucket);
    const { shelf } = layoutOf(storage.prefix, service);
    await bucket.folders(shelf);
    const locksForDays = await askLock(bucket);
    const written = typeof locksForDays !== 'number';
    if (written) await tryWriting(bucket, `${shelf}recourse-check-${crypto.randomUUID()}`);
    return { written, versioning: await askVersioning(bucket), locksForDays };
  } finally {
    client.destroy();
  }
}

async function tryWriting(bucket: Bucket, key: string): Promise<void> {
  await bucket.writeText(key, key);
  const read = await bucket.readText(key);
  await bucket.remove(key);
  await tryParts(bucket, key);
  if (read === key) return;
  throw new RecourseError(`The bucket ${bucket.name} gave back something else than was written.`, {
    code: 'storage-failed',
    hint: 'Do not keep backups there; look at what stands between this machine and the bucket.',
    facts: { bucket: bucket.name, key },
  });
}

async function tryParts({ client, name }: Bucket, Key: string): Promise<void> {
  await onBucket('uploading in parts', { bucket: name, key: Key }, async () => {
    const { UploadId } = await client.send(new CreateMultipartUploadCommand({ Bucket: name, Key }));
    await client.send(new AbortMultipartUploadCommand({ Bucket: name, Key, UploadId }));
  });
}

async function askVersioning({ client, name }: Bucket): Promise<BucketStanding['versioning']> {
  try {
    const { Status } = await client.send(new GetBucketVersioningCommand({ Bucket: name }));
    return Status === 'Enabled' ? 'on' : 'off';
  } catch (error) {
    if (isDenied(error) || isNotKnownThere(error)) return 'not known';
    throw error;
  }
}

async function askLock({ client, name }: Bucket): Promise<BucketStanding['locksForDays']> {
  try {
    const answer = await client.send(new GetObjectLockConfigurationCommand({ Bucket: name }));
    const { Days, Years } = answer.ObjectLockConfiguration?.Rule?.DefaultRetention ?? {};
    return Days ?? (Years === undefined ? null : Years * 365);
  } catch (error) {
    if (isNotThere(error) || isNotKnownThere(error)) return null;
    if (isDenied(error)) return 'not known';
    throw error;
  }
}
