import { z } from 'zod';
import { BackupId, Digest, Instant, ServiceName } from './ids.ts';

export const BackupKind = z.enum(['nightly', 'weekly', 'manual', 'pre-migration', 'safety']);
export type BackupKind = z.infer<typeof BackupKind>;

/** A table as it stood in the backup's snapshot. */
export const TableFingerprint = z.object({
  /** `public.test_runs`, quoted where PostgreSQL would quote it. */
  table: z.string(),
  rows: z.number().int().nonnegative(),
  /** Order-independent sum of row hashes, as decimal text. */
  content: z.string(),
  /** Names, types and order of the columns, hashed. */
  columns: z.string(),
  bytes: z.number().int().nonnegative(),
});
export type TableFingerprint = z.infer<typeof TableFingerprint>;

/** What is in the large objects of a database. */
export const LargeObjectContent = z.object({
  /** Order-independent sum of the hashes of all their bytes, as decimal text. */
  content: z.string(),
  bytes: z.number().int().nonnegative(),
  /** How many our role could not read; they are in neither number. */
  unread: z.number().int().nonnegative(),
});
export type LargeObjectContent = z.infer<typeof LargeObjectContent>;

export const SequencePosition = z.object({ sequence: z.string(), lastValue: z.string(), isCalled: z.boolean() });
export type SequencePosition = z.infer<typeof SequencePosition>;

/**
 * Everything needed to prove that a restored copy is the database that was backed up. Taken inside the snapshot that
 * pg_dump used, so it stays exact while others write (B5, B7).
 */
export const BackupManifest = z.object({
  version: z.literal(1),
  id: BackupId,
  service: ServiceName,
  kind: BackupKind,
  takenBy: z.string(),
  startedAt: Instant,
  /** The instant of the snapshot: what the backup shows. */
  snapshotAt: Instant,
  finishedAt: Instant,
  /** `pg_current_snapshot()`; its xmin is the floor of the fast loss count. */
  snapshot: z.string(),
  lsn: z.string(),
  /** `pg_control_system().system_identifier`: the cluster that the xids belong to. Null where the role may not ask. */
  systemIdentifier: z.string().nullable(),
  database: z.object({
    name: z.string(),
    oid: z.number().int(),
    owner: z.string(),
    encoding: z.string(),
    collate: z.string(),
  }),
  serverVersion: z.string(),
  clientVersion: z.string(),
  tables: z.array(TableFingerprint),
  sequences: z.array(SequencePosition),
  largeObjects: z.number().int().nonnegative(),
  /** Left out where there are none, and by backups from before they were read. */
  largeObjectContent: LargeObjectContent.optional(),
  extensions: z.array(z.object({ name: z.string(), version: z.string() })),
  roles: z.array(z.string()),
  /** Definitions of tables, views, functions, constraints, indexes, triggers and types, hashed. */
  schemaHash: z.string(),
  /** Owners and rights of every object and of the database, hashed. */
  aclHash: z.string(),
  settings: z.array(z.string()),
  /** The newest migration in the tool's ledger. */
  migrationHead: z.string().nullable(),
  /** The commit that was running when the backup was taken. */
  appCommit: z.string().nullable(),
  artifact: z.object({
    files: z.array(z.object({ name: z.string(), bytes: z.number().int().nonnegative(), sha256: Digest })),
    bytes: z.number().int().nonnegative(),
    /** One digest over the files' names, sizes and digests. */
    sha256: Digest,
    format: z.enum(['directory', 'custom']),
    encryption: z.enum(['none', 'age']),
    recipients: z.array(z.string()),
    keepsOwnersAndRights: z.boolean(),
  }),
  /** Over the canonical JSON of everything else here. */
  signature: z
    .object({
      algorithm: z.literal('ed25519'),
      /** The first letters of the SHA-256 of the public key. */
      key: z.string(),
      /** Base64. */
      value: z.string(),
    })
    .optional(),
});
export type BackupManifest = z.infer<typeof BackupManifest>;

/** What became of a restore of this backup: a backup is a hope until this says otherwise. */
export const BackupProof = z.object({
  provedAt: Instant,
  durationMs: z.number().int().nonnegative(),
  passed: z.boolean(),
  findings: z.array(
    z.object({
      check: z.string(),
      result: z.enum(['passed', 'failed', 'warned', 'skipped']),
      say: z.string(),
      hint: z.string().optional(),
    }),
  ),
});
export type BackupProof = z.infer<typeof BackupProof>;

/** Somebody wants this backup to stay, whatever its age. */
export const BackupPin = z.object({
  /** A Slack id, or a name from the terminal. */
  by: z.string().min(1),
  reason: z.string().min(1),
  at: Instant,
});
export type BackupPin = z.infer<typeof BackupPin>;

/** A backup as the storage knows it. */
export interface StoredBackup {
  readonly manifest: BackupManifest;
  readonly proof: BackupProof | null;
  /** Never pruned while it has one (B3). */
  readonly pin?: BackupPin;
}
