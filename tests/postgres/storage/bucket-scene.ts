import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateBucketCommand,
  PutBucketVersioningCommand,
  PutObjectLockConfigurationCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { onTestFinished } from 'vitest';
import { openVault } from '../../../src/adapters/vault/registry.ts';
import { ServiceName } from '../../../src/domain/ids.ts';
import type { S3Storage } from '../../../src/domain/policy-file/backups.ts';
import type { S3Server } from '../../support/ceph.ts';

const dayMs = 86_400_000;

/** When what was left now has been silent for more than a day. */
export const tomorrow = () => new Date(Date.now() + 1.5 * dayMs);

export type BucketKind = 'plain' | 'versioned' | 'locked';

export interface BucketScene {
  readonly storage: S3Storage;
  /** A client of the test's own, that looks behind the vault's back. */
  readonly client: S3Client;
  readonly name: string;
  readonly folder: string;
  open(wishes?: {
    readonly now?: Date;
    readonly change?: Partial<S3Storage>;
    readonly secrets?: Readonly<Record<string, string>>;
  }): ReturnType<typeof openVault>;
}

/** A bucket of its own on a real server; `locked` holds every object for a day. */
export async function makeBucket(server: S3Server, kind: BucketKind = 'plain'): Promise<BucketScene> {
  const name = `test-${crypto.randomUUID()}`;
  const folder = await mkdtemp(join(tmpdir(), 'recourse-s3-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const { endpoint, accessKeyId, secretAccessKey } = server;
  const credentials = { accessKeyId, secretAccessKey };
  const client = new S3Client({ endpoint, region: 'us-east-1', forcePathStyle: true, credentials });
  onTestFinished(() => client.destroy());
  await client.send(new CreateBucketCommand({ Bucket: name, ObjectLockEnabledForBucket: kind === 'locked' }));
  if (kind === 'versioned') {
    await client.send(new PutBucketVersioningCommand({ Bucket: name, VersioningConfiguration: { Status: 'Enabled' } }));
  }
  if (kind === 'locked') {
    const Rule = { DefaultRetention: { Mode: 'COMPLIANCE' as const, Days: 1 } };
    const ObjectLockConfiguration = { ObjectLockEnabled: 'Enabled' as const, Rule };
    await client.send(new PutObjectLockConfigurationCommand({ Bucket: name, ObjectLockConfiguration }));
  }
  const storage: S3Storage = {
    kind: 's3',
    bucket: name,
    prefix: 'some/where',
    region: 'us-east-1',
    endpoint,
    path_style: true,
    access_key_id_env: 'BACKUP_KEY',
    secret_access_key_env: 'BACKUP_SECRET',
    path: folder,
  };
  return {
    storage,
    client,
    name,
    folder,
    open: ({ now, change, secrets } = {}) =>
      openVault(
        { ...storage, ...change },
        {
          service: ServiceName.parse('shop'),
          keepOutOf: [],
          clock: { now: () => now ?? new Date() },
          secretOf: (variable) =>
            ({ BACKUP_KEY: accessKeyId, BACKUP_SECRET: secretAccessKey, ...secrets })[variable] ?? '',
        },
      ),
  };
}
