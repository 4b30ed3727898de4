import type { BucketStanding } from '../../adapters/vault/s3/s3-trial.ts';
import type { S3Storage } from '../../domain/policy-file/backups.ts';
import type { ServicePolicy } from '../../domain/policy-file/service.ts';
import { type CheckGround, passed, type Seen, skipped, warned } from './probe.ts';

const dayMs = 86_400_000;

/** A bucket can be listed, written, read and emptied with the key that is configured; what it keeps beyond that is said. */
export async function lookAtBucket(
  service: ServicePolicy,
  storage: S3Storage,
  { settings }: CheckGround,
): Promise<Seen[]> {
  // Loaded when it is wanted: the client takes a moment.
  const { tryBucket } = await import('../../adapters/vault/s3/s3-trial.ts');
  const standing = await tryBucket(storage, service.name, (name) => settings.secretOf(name).reveal());
  return [
    standing.written
      ? passed(`the bucket ${storage.bucket} can be listed, written, read and removed from`)
      : passed(`the bucket ${storage.bucket} can be listed; nothing was written, because it would be locked`),
    describeVersioning(standing),
    describeLock(standing, service),
  ];
}

function describeVersioning({ versioning }: BucketStanding): Seen {
  if (versioning === 'on') return passed('the bucket keeps versions: an overwritten manifest can be brought back');
  if (versioning === 'not known') return skipped('whether the bucket keeps versions is not known: the key may not ask');
  return warned(
    'the bucket keeps no versions: whoever has the key can overwrite backups',
    'Switch versioning on, best with object lock.',
  );
}

function describeLock({ locksForDays }: BucketStanding, { backups }: ServicePolicy): Seen {
  if (locksForDays === 'not known')
    return skipped('whether the bucket locks objects is not known: the key may not ask');
  if (locksForDays === null) return skipped('the bucket locks nothing by itself');
  const say = `the bucket holds every object for ${locksForDays} days`;
  const keptDays = Math.min(backups.keep_nightly, backups.keep_weekly) / dayMs;
  if (locksForDays <= keptDays) return passed(say);
  return warned(
    `${say}, backups are to go after ${keptDays}`,
    'They stay listed until the lock ends; make room for them, or shorten the lock.',
  );
}
