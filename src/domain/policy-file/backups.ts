import { z } from 'zod';
import { Duration, HttpUrl, SecretName, TimeZone } from './measures.ts';

/** A folder outside the project (B4). */
const FolderStorage = z.strictObject({ kind: z.literal('folder'), path: z.string().min(1) });

/** A bucket of S3, MinIO, Ceph and alike. */
const S3Storage = z.strictObject({
  kind: z.literal('s3'),
  bucket: z
    .string()
    .regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'a bucket name: 3 to 63 lower-case letters, digits, dots and dashes'),
  /** Before every key; several installations can share a bucket. */
  prefix: z.string().default(''),
  region: z.string().min(1).default('us-east-1'),
  /** For servers other than AWS. */
  endpoint: HttpUrl.optional(),
  /** `https://host/bucket` instead of `https://bucket.host`; MinIO and alike want it. */
  path_style: z.boolean().default(false),
  /** PEM file with the certificate authority of the endpoint, where the system does not know it. */
  ca_file: z.string().min(1).optional(),
  access_key_id_env: SecretName,
  secret_access_key_env: SecretName,
  session_token_env: SecretName.optional(),
  /** A local folder outside the project: dumps on their way to and from the bucket, and exported lost rows. */
  path: z.string().min(1),
});
export type S3Storage = z.infer<typeof S3Storage>;

const storage = z.discriminatedUnion('kind', [FolderStorage, S3Storage]);
export type StoragePolicy = z.infer<typeof storage>;

export const BackupPolicy = z.strictObject({
  storage,
  /** Five-field cron expressions in `time_zone`. Defaults: B2. */
  nightly: z.string().default('15 2 * * *'),
  weekly: z.string().default('30 3 * * 0'),
  time_zone: TimeZone.default('UTC'),
  /** B3: nightly 14 days, weekly 8 weeks. */
  keep_nightly: Duration.default(14 * 86_400_000),
  keep_weekly: Duration.default(56 * 86_400_000),
  /** So many of the newest good ones stay however old they are: when proofs fail for weeks, one way back is too few. */
  keep_good: z.number().int().min(1).max(1_000).default(3),
  /** A backup older than this is named as stale on the card. */
  fresh_for: Duration.default(26 * 3_600_000),
  /** A backup that differs by more from the median of the last ones is told in the channel. */
  size_change_percent: z.number().positive().default(50),
  /** B7: what was taken by hand, or could not be tried, is proved by the hourly look. */
  prove_waiting: z.boolean().default(true),
  jobs: z.number().int().min(1).max(32).default(2),
  /** age recipients (`age1…`). With recipients set, artefacts are encrypted before they are written (B4). */
  recipients: z.array(z.string().startsWith('age1')).default([]),
  /** Environment variable with the PATH of the age identity file, for machines that restore. */
  identity_file_env: SecretName.optional(),
  /** Environment variable with the Ed25519 private key that signs manifests, on machines that take backups. */
  signing_key_env: SecretName.optional(),
  /** Ed25519 public keys (SPKI in base64). With one, a backup that none of them signed is never opened. */
  trusted_keys: z
    .array(z.string().regex(/^MCowBQYDK2VwAyEA[A-Za-z0-9+/]{43}=$/, 'an Ed25519 public key (MCowBQYDK2VwAyEA…=)'))
    .default([]),
  /** The runbook's `--no-owner --no-acl` (B5). Off by default: see docs/decisions. */
  drop_owners_and_rights: z.boolean().default(false),
});
