import {
  AbortMultipartUploadCommand,
  ListMultipartUploadsCommand,
  type ListMultipartUploadsCommandOutput,
  ListPartsCommand,
  type ListPartsCommandOutput,
  type MultipartUpload,
  type Part,
} from '@aws-sdk/client-s3';
import { BackupId } from '../../../domain/ids.ts';
import type { Clock } from '../../../ports/clock.ts';
import { silentMs } from '../maker.ts';
import type { Bucket } from './s3-bucket.ts';
import { isNotKnownThere, isNotThere, onBucket } from './s3-errors.ts';
import type { S3Layout } from './s3-layout.ts';
import { everythingBelow, removeVersions, type Version } from './s3-versions.ts';

export interface Sweep {
  readonly bucket: Bucket;
  readonly layout: S3Layout;
  readonly clock: Clock;
}

/**
 * Takes away what has no manifest, in an upload or a removal that was cut off: in a bucket nobody can tell whose maker is
 * dead, so only what was silent for a day. Returns the backups' ids.
 */
export async function sweepBucket(sweep: Sweep): Promise<string[]> {
  const growing = await abortSilentUploads(sweep);
  const swept: string[] = [];
  for (const [id, versions] of await roomsWithoutManifest(sweep)) {
    const silent = versions.every(({ marker, changedAt }) => marker || isSilent(sweep.clock, changedAt));
    if (growing.has(id) || !silent) continue;
    const stuck = await removeVersions(sweep.bucket, versions);
    if (stuck.length === 0) swept.push(id); // what is under lock stays for a later sweep
  }
  return swept;
}

async function roomsWithoutManifest({ bucket, layout }: Sweep): Promise<Map<BackupId, Version[]>> {
  const rooms = Map.groupBy(await everythingBelow(bucket, layout.shelf), ({ key }) => idIn(layout, key));
  const left = new Map<BackupId, Version[]>();
  for (const [id, versions] of rooms) {
    if (id === null) continue;
    const finished = versions.some(({ key, newest, marker }) => key === layout.manifest(id) && newest && !marker);
    if (!finished) left.set(id, versions);
  }
  return left;
}

/** Ends the uploads that stand still, and says for which backups others go on. */
async function abortSilentUploads({ bucket, layout, clock }: Sweep): Promise<ReadonlySet<BackupId>> {
  const growing = new Set<BackupId>();
  for (const { Key = '', UploadId, Initiated } of await listUploads(bucket, layout.shelf)) {
    const id = idIn(layout, Key);
    if (id === null || UploadId === undefined) continue;
    const grown = await lastGrown(bucket, { Key, UploadId }, Initiated ?? new Date(0));
    if (!isSilent(clock, grown)) growing.add(id);
    else await abort(bucket, { Key, UploadId });
  }
  return growing;
}

async function listUploads(bucket: Bucket, prefix: string): Promise<readonly MultipartUpload[]> {
  return onBucket('listing uploads', { bucket: bucket.name, key: prefix }, async () => {
    try {
      return await listAllUploads(bucket, prefix);
    } catch (error) {
      if (isNotKnownThere(error)) return [];
      throw error;
    }
  });
}

async function listAllUploads({ client, name }: Bucket, prefix: string): Promise<MultipartUpload[]> {
  const uploads: MultipartUpload[] = [];
  let from: { KeyMarker?: string | undefined; UploadIdMarker?: string | undefined } | null = {};
  while (from !== null) {
    const page: ListMultipartUploadsCommandOutput = await client.send(
      new ListMultipartUploadsCommand({ Bucket: name, Prefix: prefix, ...from }),
    );
    uploads.push(...(page.Uploads ?? []));
    const next = { KeyMarker: page.NextKeyMarker, UploadIdMarker: page.NextUploadIdMarker };
    from = page.IsTruncated === true ? next : null;
  }
  return uploads;
}

interface UploadName {
  readonly Key: string;
  readonly UploadId: string;
}

async function lastGrown(bucket: Bucket, upload: UploadName, begun: Date): Promise<Date> {
  try {
    const grown = (await listParts(bucket, upload)).map(({ LastModified }) => LastModified?.getTime() ?? 0);
    return new Date(Math.max(begun.getTime(), ...grown));
  } catch (error) {
    if (isNotThere(error)) return begun; // finished or ended by another at this moment
    throw error;
  }
}

async function listParts({ client, name }: Bucket, upload: UploadName): Promise<Part[]> {
  const parts: Part[] = [];
  let marker: string | undefined;
  do {
    const page: ListPartsCommandOutput = await client.send(
      new ListPartsCommand({ Bucket: name, ...upload, PartNumberMarker: marker }),
    );
    parts.push(...(page.Parts ?? []));
    marker = page.IsTruncated === true ? page.NextPartNumberMarker : undefined;
  } while (marker !== undefined);
  return parts;
}

async function abort({ client, name }: Bucket, upload: UploadName): Promise<void> {
  await onBucket('ending an upload', { bucket: name, key: upload.Key }, async () => {
    try {
      await client.send(new AbortMultipartUploadCommand({ Bucket: name, ...upload }));
    } catch (error) {
      if (!isNotThere(error)) throw error;
    }
  });
}

function isSilent(clock: Clock, changedAt: Date): boolean {
  return clock.now().getTime() - changedAt.getTime() >= silentMs;
}

function idIn({ shelf }: S3Layout, key: string): BackupId | null {
  const read = BackupId.safeParse(key.slice(shelf.length).split('/')[0]);
  return read.success ? read.data : null;
}
