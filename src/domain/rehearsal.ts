import { z } from 'zod';
import { BackupId, Instant } from './ids.ts';
import { TableLock } from './migration.ts';

/** What became of one table while a migration ran on the scratch copy. */
export const TableChange = z
  .object({
    table: z.string(),
    /** Null: it was not there. */
    rowsBefore: z.number().int().nonnegative().nullable(),
    rowsAfter: z.number().int().nonnegative().nullable(),
    /** Rows that are gone, by the server's own count of this transaction or else by the difference. */
    deleted: z.number().int().nonnegative(),
    updated: z.number().int().nonnegative(),
    /** Whether the fingerprint of its rows is another one. */
    contentChanged: z.boolean(),
    /** Its file was written anew. */
    rewritten: z.boolean(),
    columnsDropped: z.array(z.string()).readonly(),
    columnsAdded: z.array(z.string()).readonly(),
  })
  .readonly();
export type TableChange = z.infer<typeof TableChange>;

/** One run on the scratch copy: a migration, or all of them where the service's own command applies them together. */
export const RehearsedRun = z
  .object({
    migrations: z.array(z.string()).readonly(),
    by: z.string(),
    durationMs: z.number().int().nonnegative(),
    /** The database's own words, and the line of the file where there is one. */
    error: z.object({ say: z.string(), line: z.number().int().positive().nullable() }).nullable(),
    locks: z.array(TableLock).readonly(),
    tables: z.array(TableChange).readonly(),
  })
  .readonly();
export type RehearsedRun = z.infer<typeof RehearsedRun>;

export const Rehearsal = z
  .object({
    backup: BackupId,
    at: Instant,
    /** How long making the scratch copy took: what a cold restore would cost. */
    restoreMs: z.number().int().nonnegative(),
    runs: z.array(RehearsedRun).readonly(),
    /** Rows per table when all runs had passed: what production should look like afterwards. */
    rowsAfter: z.array(z.object({ table: z.string(), rows: z.number().int().nonnegative() })).readonly(),
    /** Values in columns that statements drop, counted before they were gone. */
    values: z.array(z.object({ column: z.string(), values: z.number().int().nonnegative() })).readonly(),
  })
  .readonly();
export type Rehearsal = z.infer<typeof Rehearsal>;

export function rehearsalFailed({ runs }: Rehearsal): boolean {
  return runs.some(({ error }) => error !== null);
}
