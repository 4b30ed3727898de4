import { z } from 'zod';
import { Instant } from './ids.ts';

/** Rows of one table that a restore would take away or take back. */
export const TableLoss = z.object({
  /** Schema and table as PostgreSQL would quote them: `public.test_runs`. */
  table: z.string(),
  /** Rows in production that the backup does not know: a restore removes them. */
  inserted: z.number().int().nonnegative(),
  /** Rows that differ from the backup: a restore returns them to their former content. */
  updated: z.number().int().nonnegative(),
  /** Rows that the backup has and production lost: a restore brings them back. */
  deleted: z.number().int().nonnegative(),
  /** A few primary keys of inserted or updated rows, as text, to look at. */
  examples: z.array(z.string()).max(5),
  /** When the newest of the inserted or updated rows was written, by a column such as `created_at`. */
  newest: Instant.optional(),
});
export type TableLoss = z.infer<typeof TableLoss>;

/** Columns of one table that only one side has. They are no part of the comparison of rows. */
export const TableColumns = z.object({
  table: z.string(),
  columns: z.array(z.string()).min(1),
  /** Rows in which at least one of them holds a value. */
  rows: z.number().int().nonnegative(),
});
export type TableColumns = z.infer<typeof TableColumns>;

/** What a restore would lose and bring back, exactly, at one instant. */
export const LossReport = z.object({
  countedAt: Instant,
  /** The instant that the backup's snapshot shows. */
  since: Instant,
  method: z.enum(['xmin', 'row-hash']),
  tables: z.array(TableLoss),
  /** Tables that could not be measured, each with the reason. Never silently left out. */
  unmeasured: z.array(z.object({ table: z.string(), why: z.string() })),
  /** Columns that production no longer has: a restore brings them back, with values in so many rows. */
  columnsRegained: z.array(TableColumns).optional(),
  /** Columns that the backup does not know: a restore takes them away, with values in so many rows. */
  columnsLost: z.array(TableColumns).optional(),
  /** How many tables were compared, with and without differences. */
  compared: z.number().int().nonnegative().optional(),
  /** Why the slower comparison was needed, per table; empty or absent where the quick one was valid for all. */
  slower: z.array(z.object({ table: z.string(), why: z.string() })).optional(),
});
export type LossReport = z.infer<typeof LossReport>;

/** Rows that people would lose: created or changed since the backup. */
export function rowsLost(report: LossReport): number {
  return report.tables.reduce((sum, table) => sum + table.inserted + table.updated, 0);
}

/** Rows that come back: deleted or changed since the backup. */
export function rowsRegained(report: LossReport): number {
  return report.tables.reduce((sum, table) => sum + table.deleted + table.updated, 0);
}
