import type { LedgerRow, LockMode, MigrationFile, StatementReading } from '../domain/migration.ts';
import type { DownScripts } from './down-scripts.ts';
import type { StatisticsReader } from './production-statistics.ts';
import type { Effort } from './run-tag.ts';
import type { Questions } from './scratch.ts';
import type { Snapshots } from './snapshots.ts';

/** The migrations in a service's checkout, and what they say. A tool is one reader and one line in a table. */
export interface Migrations {
  readonly tool: 'drizzle' | 'prisma' | 'dbmate' | 'sql';
  /** In the order in which the tool runs them. */
  list(): Promise<readonly MigrationFile[]>;
  /** What each statement of the wanted migrations does, by migration name. */
  read(wanted: ReadonlySet<string>): Promise<ReadonlyMap<string, readonly StatementReading[]>>;
  /** The same for every migration, each on a database that those before it have left full of rows. */
  readEach(): Promise<ReadonlyMap<string, readonly StatementReading[]>>;
  /** The SQL that the tool would run, at its lines; null where there is no such migration. */
  scriptOf(name: string): Promise<string | null>;
}

/** What the tool wrote into the database about the migrations that it ran. */
export interface Ledger {
  /** Null where the tool keeps none, or where it is not there yet; `database` is production where it is left out. */
  read(effort: Effort, database?: string): Promise<readonly LedgerRow[] | null>;
  /** SQL that removes the row of a migration and fails unless there was exactly one; null where there is no ledger. */
  removalOf(file: MigrationFile): string | null;
}

/** How a script ended in a database, and what it held when it did. */
export interface ScriptOutcome {
  readonly durationMs: number;
  /** The server's words, psql's line of the script, and where it stood in another part of it, that part's name. */
  readonly error: { readonly say: string; readonly line: number | null; readonly part?: string } | null;
  /** Exact where it ran in one transaction, which holds its locks to its end; else empty. */
  readonly locks: readonly { readonly oid: number; readonly mode: LockMode }[];
  /** What the transaction did per table, by oid; empty where it was not one. */
  readonly changes: readonly {
    readonly oid: number;
    readonly inserted: number;
    readonly updated: number;
    readonly deleted: number;
  }[];
  /** It was to run in one transaction and ended that itself, so that a later error would leave half of it. */
  readonly commitsItself: boolean;
}

/** What psql runs; lines of errors count within each part. */
export interface ScriptText {
  readonly script: string;
  /** Runs before the script, and after it, in the same transaction. */
  readonly before?: string | null;
  readonly after?: string | null;
  /** What the script includes as `:recourse_folder/NAME`. */
  readonly includes?: readonly { readonly name: string; readonly text: string }[];
}

/** Runs SQL as a migration tool would. Production's are run by `OneTimeScripts`. */
export interface Scripts {
  run(
    given: ScriptText & {
      readonly database: string;
      readonly transaction: boolean;
      /** Runs first, in the same transaction. */
      readonly door?: string;
    },
    effort: Effort,
  ): Promise<ScriptOutcome>;
}

/** A table as the catalogue shows it, followed by oid, because names move. */
export interface TableState {
  readonly oid: number;
  /** `public.users`, quoted where PostgreSQL would quote it. */
  readonly table: string;
  /** Where its rows lie on disk: another number means that all were written anew. */
  readonly file: number;
  readonly columns: readonly { readonly number: number; readonly name: string }[];
}

/** Looks at a database's tables and at who holds them, from outside. */
export interface TableWatch {
  look(database: string, effort: Effort): Promise<readonly TableState[]>;
  /** Values that are not null in columns as people write them; what is not there is left out. */
  countValues(
    database: string,
    columns: readonly string[],
    effort: Effort,
  ): Promise<readonly { readonly column: string; readonly values: number }[]>;
  /** Looks again and again until it is stopped; finds locks that last longer than a few milliseconds. */
  watchLocks(
    database: string,
    effort: Effort,
  ): Promise<{ stop(): Promise<readonly { readonly oid: number; readonly mode: LockMode }[]> }>;
}

/** The service's own migration command on a database of production's server. */
export interface MigrationCommand {
  readonly name: string;
  run(database: string, effort: Effort): Promise<ScriptOutcome>;
}

/** The service's own command that writes a new migration into its folder. */
export interface GenerateCommand {
  readonly name: string;
  run(effort: Effort): Promise<{ readonly exitCode: number; readonly output: string }>;
}

/** What the gate before a migration stands on; made where the policy names migrations. */
export interface MigrationPorts {
  readonly files: Migrations;
  readonly ledger: Ledger;
  readonly scripts: Scripts;
  readonly tables: TableWatch;
  readonly command: MigrationCommand | null;
  /** What a forward fix is applied with, on copies and then on production. */
  readonly apply: MigrationCommand | null;
  readonly generate: GenerateCommand | null;
  readonly snapshots: Snapshots;
  readonly questions: Questions;
  readonly statistics: StatisticsReader;
  /** Null where the policy names no down scripts. */
  readonly down: DownScripts | null;
}
