import type { CopyBackChoice, CopyBackReport } from '../domain/copy-back.ts';
import type { DatabaseIdentity } from '../domain/database.ts';
import type { Finding } from '../domain/finding.ts';
import type { Digest } from '../domain/ids.ts';
import type { Grant } from '../policy/grant.ts';
import type { Effort } from './run-tag.ts';

/**
 * What became of a dry run's rows. `under-way`: a transaction of ours has neither committed nor ended yet.
 * `cannot-tell`: the server has forgotten what became of it.
 */
export type CopyBackStanding = 'unknown' | 'planned' | 'under-way' | 'applied' | 'undone' | 'cannot-tell';

/** Bringing rows from one database into another of the same cluster (B9). */
export interface CopyBack {
  /**
   * The dry run: which rows would be copied, and which not, by primary key. It changes neither database. Under `id` the
   * keys are kept for `apply`; null keeps nothing.
   *
   * @throws RecourseError `bad-input` for a table that is not there, `rights-missing` where we may not read
   */
  plan(
    given: {
      readonly id: string | null;
      readonly from: DatabaseIdentity;
      readonly into: DatabaseIdentity;
      readonly choice: CopyBackChoice;
    },
    effort: Effort,
  ): Promise<CopyBackReport>;
  standing(id: string, effort: Effort): Promise<CopyBackStanding>;
  /**
   * Writes the rows that the dry run showed, those and no others, in one transaction.
   *
   * @throws RecourseError `check-failed` when they are no longer the rows of `digest`, or could not all be written
   */
  apply(
    given: { readonly id: string; readonly digest: Digest },
    grant: Grant,
    effort: Effort,
  ): Promise<{ readonly rows: number; readonly tookMs: number }>;
  /** Looks whether each row stands there with the content that was copied. */
  verify(id: string, effort: Effort): Promise<readonly Finding[]>;
  /** Takes back what was copied and nobody has touched since; the rest is named and left. Undoing twice is undoing once. */
  undo(id: string, effort: Effort): Promise<CopyBackUndone>;
}

export interface CopyBackUndone {
  readonly deleted: number;
  readonly restored: number;
  readonly left: readonly {
    readonly table: string;
    readonly why: string;
    readonly rows: number;
    readonly examples: readonly string[];
  }[];
}
