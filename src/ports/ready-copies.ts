import type { DatabaseIdentity, ValidatedCopy } from '../domain/database.ts';
import type { BackupId, Digest, Instant } from '../domain/ids.ts';
import type { StoredBackup } from '../domain/manifest.ts';
import type { Effort, RunTag } from './run-tag.ts';

/** A copy that was proved equal to its backup, brought to parity, closed to everybody and kept for a rollback (G7). */
export interface ReadyCopy {
  readonly backup: BackupId;
  /** Digest of the whole manifest that it was proved against. */
  readonly manifest: Digest;
  readonly database: DatabaseIdentity;
  /** By pg_database_size when it was closed. */
  readonly bytes: number;
  readonly keptAt: Instant;
}

/** What became of a claim. `refused` says why the copy is not to be had; then a restore does it. */
export type Claim =
  | { readonly kind: 'claimed'; readonly copy: DatabaseIdentity }
  | { readonly kind: 'refused'; readonly why: string };

/**
 * The ready copies of one production database. Name, closed door and the note that says what it is change in one
 * transaction, so that a copy is ready or it is not, whoever is killed when.
 */
export interface ReadyCopies {
  /** Those that stand as they were kept, newest first; of this store, or of any where it is not known. */
  list(): Promise<readonly ReadyCopy[]>;
  /** Bytes by pg_database_size. */
  sizeOf(copy: DatabaseIdentity): Promise<number>;
  /**
   * Ends the sessions in a scratch copy, closes it and keeps it as ready. Null where this backup has a ready copy already:
   * then the copy is left as it was.
   *
   * @throws RecourseError `fenced-off`, or `bad-input` where the store that it is kept for is not known
   */
  keep(copy: ValidatedCopy, backup: StoredBackup, effort: Effort): Promise<ReadyCopy | null>;
  /**
   * Makes a ready copy the scratch database `name` of this run, open to our role alone. Claimed once, by one run; a run
   * that asks again for what it has under that name is given it again (I5).
   */
  claim(ready: DatabaseIdentity, name: string, effort: Effort): Promise<Claim>;
  /** The same, but still closed: to be dropped. From here on nobody may claim it. Null where it is not ready any more. */
  retire(ready: DatabaseIdentity, name: string, effort: Effort): Promise<DatabaseIdentity | null>;
  /** Works as one who makes copies, so that nobody sweeps them meanwhile. */
  asMaker<Result>(tag: RunTag, work: () => Promise<Result>): Promise<Result>;
  /** Works while nobody makes copies, living or paused, in any replica; null where somebody does. */
  whereNobodyMakes<Result>(work: () => Promise<Result>): Promise<Result | null>;
}
