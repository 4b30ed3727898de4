import type { Answer, Query } from '../domain/answer.ts';
import type { DatabaseIdentity } from '../domain/database.ts';
import type { DownRehearsal } from '../domain/down-scripts.ts';
import type { Finding } from '../domain/finding.ts';
import type { Digest } from '../domain/ids.ts';
import type { StoredBackup } from '../domain/manifest.ts';
import type { MigrationFile } from '../domain/migration.ts';
import type { Expected } from '../domain/policy-file/down-scripts.ts';
import type { Grant } from '../policy/grant.ts';
import type { ScriptOutcome } from './migrations.ts';
import type { ScriptStanding } from './one-time-scripts.ts';
import type { Effort } from './run-tag.ts';

/** A down script with everything that it includes, as it lies in the checkout now. */
export interface DownScript {
  /** Relative to the folder of the migrations. */
  readonly file: string;
  readonly digest: Digest;
  /** What psql is given, the script first; each refers to the others by `:recourse_folder`. */
  readonly parts: readonly { readonly name: string; readonly shown: string; readonly text: string }[];
  /** Why it cannot run in one transaction with its ledger row, each with its line. */
  readonly barriers: readonly string[];
  readonly remarks: readonly string[];
  /** Columns that it drops, as the script names them. */
  readonly dropsColumns: readonly string[];
}

/** The down scripts in a service's checkout. */
export interface DownScriptFiles {
  /** Null where there is none for this migration. */
  find(migration: MigrationFile): Promise<DownScript | null>;
}

/** Looks whether a database holds what is expected of it (S5). */
export interface Expectations {
  check(database: string, expected: readonly Expected[], effort: Effort): Promise<readonly Finding[]>;
}

/** A script that was chosen, found again with the digest that it had. */
export interface ScriptToRun {
  readonly migration: MigrationFile;
  readonly script: DownScript;
  readonly before: string | null;
}

export type RehearsedDown = DownRehearsal & {
  /** Rows in the way, counted on the copy. */
  readonly guardCounts: readonly Answer[];
  readonly expectations: readonly Finding[];
};

/** Going back by the team's own scripts (S1–S6, R6). Made where the policy names down scripts. */
export interface DownScripts extends DownScriptFiles, Expectations {
  /** Restores the backup into `name`, runs the scripts there as they would run in production, and drops it again. */
  rehearse(
    given: {
      readonly backup: StoredBackup;
      readonly name: string;
      readonly scripts: readonly ScriptToRun[];
      readonly guards: readonly Query[];
      readonly expected: readonly Expected[];
    },
    effort: Effort,
  ): Promise<RehearsedDown>;
  /** Of the script that was run under this name in this incident. */
  standing(id: string, effort: Effort): Promise<ScriptStanding>;
  /** On production, with its ledger row in one transaction, whose fate can be told afterwards. An error names its file. */
  run(
    given: ScriptToRun & { readonly id: string; readonly into: DatabaseIdentity },
    grant: Grant,
    effort: Effort,
  ): Promise<ScriptOutcome>;
}
