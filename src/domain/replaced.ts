import type { DatabaseIdentity } from './database.ts';
import type { Instant } from './ids.ts';

/** A database that a promotion has put aside: closed, read-only, kept for undo and for copying rows back. */
export interface ReplacedDatabase {
  readonly database: DatabaseIdentity;
  /** The incident that replaced it, and its store: `INC-7@1a2b3c4d`. */
  readonly run: string;
  readonly replacedAt: Instant;
  /** By pg_database_size; null where our role may not ask, or where it is gone. */
  readonly bytes: number | null;
  /** Somebody asked for it to be kept at least until then. */
  readonly kept: { readonly until: Instant; readonly by: string } | null;
  /** For which end people were warned, and when. */
  readonly warned: { readonly end: Instant; readonly at: Instant } | null;
  /** Why it is not certain that this is what we put aside; such a one is never dropped by us. */
  readonly doubt: string | null;
  /** `dropping`: its drop has begun, and is only to be finished. */
  readonly standing: 'there' | 'dropping' | 'gone' | 'dropped';
}

/** A replaced database and when it is dropped at the earliest. */
export interface ReplacedLine {
  readonly replaced: ReplacedDatabase;
  readonly end: Instant;
}

/** What people are told of a replaced database, each once and for ever under its key. */
export interface ReplacedNews extends ReplacedLine {
  readonly key: string;
  readonly kind: 'kept' | 'warned' | 'dropped' | 'gone';
}
