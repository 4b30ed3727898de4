import type { LedgerRow, MigrationFile, StatementReading } from '../domain/migration.ts';
import type { Effort } from './run-tag.ts';

/** The migrations in a service's checkout, and what they say. A tool is one reader and one line in a table. */
export interface Migrations {
  readonly tool: 'drizzle' | 'prisma' | 'dbmate' | 'sql';
  /** In the order in which the tool runs them. */
  list(): Promise<readonly MigrationFile[]>;
  /** What each statement of the wanted migrations does, by migration name. */
  read(wanted: ReadonlySet<string>): Promise<ReadonlyMap<string, readonly StatementReading[]>>;
  /** The SQL that the tool would run, at its lines; null where there is no such migration. */
  scriptOf(name: string): Promise<string | null>;
}

/** What the tool wrote into the database about the migrations that it ran. */
export interface Ledger {
  /** Null where the tool keeps none, or where it is not there yet; `database` is production where it is left out. */
  read(effort: Effort, database?: string): Promise<readonly LedgerRow[] | null>;
}
