import type { BackupManifest, LargeObjectContent, TableFingerprint } from '../domain/manifest.ts';
import type { Effort } from './run-tag.ts';

/** One object of the schema, or the owner and rights of one, as a digest of a text that no oid stands in. */
export interface ObjectDigest {
  /** `table public.users`, `function public.total(bigint)`. */
  readonly object: string;
  readonly digest: string;
}

/** What a database is made of beside its rows. */
export interface Catalogue {
  readonly definitions: readonly ObjectDigest[];
  /** Owner and rights per object; the database's own line is named `database`. */
  readonly rights: readonly ObjectDigest[];
}

/** What a manifest says of the database at the instant of the snapshot. */
export type SnapshotFacts = Pick<
  BackupManifest,
  | 'snapshotAt'
  | 'snapshot'
  | 'lsn'
  | 'systemIdentifier'
  | 'database'
  | 'serverVersion'
  | 'sequences'
  | 'largeObjects'
  | 'extensions'
  | 'roles'
  | 'settings'
  | 'migrationHead'
> & { readonly catalogue: Catalogue };

/** A database held still in one transaction, while others go on writing (B5). */
export interface HeldSnapshot {
  /** For `pg_dump --snapshot`; valid until `close`. */
  readonly exported: string;
  readonly facts: SnapshotFacts;
  /** How many tables hold rows of their own. */
  readonly tables: number;
  /** Counts and hashes every row of every table in this snapshot, on several sessions. */
  fingerprint(effort: Effort): Promise<readonly TableFingerprint[]>;
  /** Hashes every large object in this snapshot; null where there are none. */
  readLargeObjects(effort: Effort): Promise<LargeObjectContent | null>;
  close(): Promise<void>;
}

export interface Snapshots {
  /**
   * Takes ACCESS SHARE on all tables, waiting a few seconds at most, then the snapshot. `database` is production where
   * it is left out.
   */
  open(effort: Effort, database?: string): Promise<HeldSnapshot>;
}
