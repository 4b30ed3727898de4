import {
  type DeleteMarkerEntry,
  DeleteObjectsCommand,
  GetBucketVersioningCommand,
  GetObjectLockConfigurationCommand,
  HeadObjectCommand,
  ListObjectVersionsCommand,
  type ListObjectVersionsCommandOutput,
  paginateListObjectsV2,
} from '@aws-sdk/client-s3';
import type { Bucket } from './s3-bucket.ts';
import { isDenied, isNotKnownThere, onBucket } from './s3-errors.ts';

/** One version of one object, or a marker that hides the older ones. */
export interface Version {
  readonly key: string;
  /** Undefined where the bucket keeps no versions. */
  readonly versionId: string | undefined;
  readonly newest: boolean;
  readonly marker: boolean;
  readonly changedAt: Date;
}

/** S3 removes so many at once. */
const REMOVED_AT_ONCE = 1_000;
const ASKED_AT_ONCE = 8;

/** Whether the bucket keeps, or has kept, older versions. A key that may not ask is told `false` and hides instead. */
export async function keepsVersions({ client, name }: Bucket): Promise<boolean> {
  try {
    const { Status } = await client.send(new GetBucketVersioningCommand({ Bucket: name }));
    return Status !== undefined;
  } catch (error) {
    if (isDenied(error) || isNotKnownThere(error)) return false;
    throw error;
  }
}

/** Everything below a prefix: all versions where there are versions, markers included. */
export async function everythingBelow(bucket: Bucket, prefix: string): Promise<readonly Version[]> {
  return onBucket('listing versions', { bucket: bucket.name, key: prefix }, async () =>
    (await keepsVersions(bucket)) ? listVersions(bucket, prefix) : listObjects(bucket, prefix),
  );
}

async function listVersions({ client, name }: Bucket, prefix: string): Promise<Version[]> {
  const found: Version[] = [];
  let from: { KeyMarker?: string | undefined; VersionIdMarker?: string | undefined } | null = {};
  while (from !== null) {
    const page: ListObjectVersionsCommandOutput = await client.send(
      new ListObjectVersionsCommand({ Bucket: name, Prefix: prefix, ...from }),
    );
    found.push(...(page.Versions ?? []).flatMap((each) => versionOf(each, false)));
    found.push(...(page.DeleteMarkers ?? []).flatMap((each) => versionOf(each, true)));
    const next = { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker };
    from = page.IsTruncated === true ? next : null;
  }
  return found;
}

function versionOf({ Key, VersionId, IsLatest, LastModified }: DeleteMarkerEntry, marker: boolean): Version[] {
  if (Key === undefined) return [];
  return [
    { key: Key, versionId: VersionId, newest: IsLatest === true, marker, changedAt: LastModified ?? new Date(0) },
  ];
}

async function listObjects({ client, name }: Bucket, prefix: string): Promise<Version[]> {
  const found: Version[] = [];
  for await (const page of paginateListObjectsV2({ client }, { Bucket: name, Prefix: prefix })) {
    for (const { Key, LastModified } of page.Contents ?? []) {
      if (Key === undefined) continue;
      found.push({
        key: Key,
        versionId: undefined,
        newest: true,
        marker: false,
        changedAt: LastModified ?? new Date(0),
      });
    }
  }
  return found;
}

/** A version that could not be removed, and S3's word for why. */
export interface Stuck {
  readonly key: string;
  readonly code: string;
}

/** Removes exactly these versions for good; returns those that S3 would not give up. */
export async function removeVersions(
  { client, name }: Bucket,
  versions: readonly Version[],
): Promise<readonly Stuck[]> {
  const stuck: Stuck[] = [];
  for (let from = 0; from < versions.length; from += REMOVED_AT_ONCE) {
    const Objects = versions
      .slice(from, from + REMOVED_AT_ONCE)
      .map(({ key, versionId }) => ({ Key: key, ...(versionId === undefined ? {} : { VersionId: versionId }) }));
    const place = { bucket: name, key: Objects[0]?.Key ?? '' };
    const answer = await onBucket('removing', place, () =>
      client.send(new DeleteObjectsCommand({ Bucket: name, Delete: { Objects, Quiet: true } })),
    );
    for (const { Key = '', Code = 'unknown' } of answer.Errors ?? []) stuck.push({ key: Key, code: Code });
  }
  return stuck;
}

/** What keeps a version from being removed. */
export interface Lock {
  readonly key: string;
  /** Null for a legal hold, which ends when somebody lifts it. */
  readonly until: Date | null;
}

/** The lock that holds longest among these versions, as of `now`; null where none holds, or the bucket knows no locks. */
export async function longestLock(bucket: Bucket, versions: readonly Version[], now: Date): Promise<Lock | null> {
  if (!(await mayLock(bucket))) return null;
  const asked = versions.filter(({ marker }) => !marker);
  const locks: Lock[] = [];
  for (let from = 0; from < asked.length; from += ASKED_AT_ONCE) {
    const some = asked.slice(from, from + ASKED_AT_ONCE).map((version) => lockOf(bucket, version, now));
    locks.push(...(await Promise.all(some)).filter((lock) => lock !== null));
  }
  return locks.sort((left, right) => endOf(right) - endOf(left))[0] ?? null;
}

function endOf({ until }: Lock): number {
  return until?.getTime() ?? Number.MAX_SAFE_INTEGER;
}

/** False where the bucket says that it knows no locks; a key that may not ask looks at each object instead. */
async function mayLock({ client, name }: Bucket): Promise<boolean> {
  try {
    await client.send(new GetObjectLockConfigurationCommand({ Bucket: name }));
    return true;
  } catch (error) {
    return isDenied(error);
  }
}

async function lockOf({ client, name }: Bucket, { key, versionId }: Version, now: Date): Promise<Lock | null> {
  const { ObjectLockRetainUntilDate: until, ObjectLockLegalHoldStatus: hold } = await onBucket(
    'looking for a lock',
    { bucket: name, key },
    () => client.send(new HeadObjectCommand({ Bucket: name, Key: key, VersionId: versionId })),
  );
  if (hold === 'ON') return { key, until: null };
  return until !== undefined && until > now ? { key, until } : null;
}
