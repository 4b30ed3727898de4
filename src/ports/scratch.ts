import type { Answer, Query } from '../domain/answer.ts';
import type { DatabaseIdentity } from '../domain/database.ts';
import type { BackupManifest } from '../domain/manifest.ts';
import type { BeyondOurRights } from './archives.ts';
import type { Effort } from './run-tag.ts';

/** `close` takes back what was installed for the check. */
export type PageCheck =
  | { readonly ready: true; close(): Promise<void> }
  | { readonly ready: false; readonly why: string };

/** Databases beside production on the same server, for copies to be restored into. */
export interface ScratchDatabases {
  /** An empty database of ours with production's encoding and locale. Refuses a name that exists. */
  create(name: string, like: BackupManifest['database'], effort: Effort): Promise<DatabaseIdentity>;
  find(name: string): Promise<DatabaseIdentity | null>;
  startingWith(prefix: string): Promise<readonly DatabaseIdentity[]>;
  /** Ends the sessions there and drops it; harmless where it is gone. Refuses when the name now means another oid. */
  drop(copy: DatabaseIdentity): Promise<void>;
  /** Makes the functions that pg_amcheck calls available in a copy, where our role may. */
  openPageCheck(database: string, effort: Effort): Promise<PageCheck>;
  /** What of a backup our role could not make. */
  beyondOurRights(roles: readonly string[], extensions: readonly string[]): Promise<BeyondOurRights>;
}

/** Questions to a database in one READ ONLY transaction, each limited in time. */
export interface Questions {
  /** 1 where the query returns a row, 0 where it returns none. */
  returnsRows(database: string, queries: readonly Query[], effort: Effort): Promise<readonly Answer[]>;
  /** Which of the tables, as the policy names them, are not there. */
  missingTables(database: string, tables: readonly string[], effort: Effort): Promise<readonly string[]>;
  /** The one number that each query returns. */
  numbers(database: string, queries: readonly Query[], effort: Effort): Promise<readonly Answer[]>;
  /** Foreign keys of production that count as kept and are not, with how many rows refer to nothing. */
  brokenForeignKeys(effort: Effort): Promise<readonly { readonly name: string; readonly rows: number }[]>;
  /** Exact row counts of production's tables, by their quoted names. */
  productionCounts(tables: readonly string[], effort: Effort): Promise<readonly Answer[]>;
}
