import { z } from 'zod';
import { digestOf } from './canonical.ts';
import { DatabaseIdentity } from './database.ts';
import { Digest, Instant } from './ids.ts';

/** `missing`: rows that the other side has and this one lacks. `changed`: rows that both have, set back to the other's content. */
export const CopyBackKind = z.enum(['missing', 'changed']);
export type CopyBackKind = z.infer<typeof CopyBackKind>;

/**
 * `from-backup`: what production lost, out of a restored copy (B9). `from-replaced`: what was written after the backup,
 * out of the database that a promotion replaced.
 */
export const CopyBackDirection = z.enum(['from-backup', 'from-replaced']);
export type CopyBackDirection = z.infer<typeof CopyBackDirection>;

/** What a person wants back. Missing rows only, unless changed ones were asked for. */
export const CopyBackChoice = z
  .object({
    direction: CopyBackDirection,
    /** As people write them: `users`, `public.users`. Empty: every table that has rows to give. */
    tables: z.array(z.string().min(1)),
    /** The column that says when a row was written; left out, `created_at` and its kin are looked for. */
    column: z.string().min(1).optional(),
    /** Rows written from here on, this instant included. */
    since: Instant.optional(),
    /** Rows written before this instant. */
    until: Instant.optional(),
    kinds: z.array(CopyBackKind).min(1),
  })
  .refine((choice) => choice.tables.length > 0 || choice.since !== undefined || choice.until !== undefined, {
    message: 'tables or a time range; without both, everything that was ever deleted would come back',
  });
export type CopyBackChoice = z.infer<typeof CopyBackChoice>;

/** Why rows that were looked at stay as they are. */
export const CopyBackConflict = z.object({
  kind: z.enum(['other-content', 'taken', 'rule', 'no-parent', 'does-not-fit']),
  /** The constraint, column or table that stands in the way; empty for `other-content`. */
  what: z.string(),
  rows: z.number().int().positive(),
  /** A few primary keys, as text. */
  examples: z.array(z.string()).max(5),
});
export type CopyBackConflict = z.infer<typeof CopyBackConflict>;

/** One table of a dry run. */
export const CopyBackTable = z.object({
  table: z.string(),
  /** Rows that come back because they were chosen. */
  missing: z.number().int().nonnegative(),
  /** Rows that are set back to the other side's content. */
  changed: z.number().int().nonnegative(),
  /** Rows that were not chosen and come along, because chosen ones refer to them. */
  parents: z.number().int().nonnegative(),
  /** Sum of the rows' hashes, as decimal text: the same rows have the same sum. */
  content: z.string(),
  /** The columns that are copied; both sides have them, and none is generated. */
  columns: z.array(z.string()),
  conflicts: z.array(CopyBackConflict),
  /** A few primary keys of rows that come back. */
  examples: z.array(z.string()).max(5),
  /** Triggers of the service that do not fire while the rows are written. */
  triggersOff: z.array(z.string()),
  /** Columns that only the source has: their values do not come back. */
  columnsLeft: z.array(z.string()),
});
export type CopyBackTable = z.infer<typeof CopyBackTable>;

/** What would be copied, counted row by row, before anything is touched. */
export const CopyBackReport = z.object({
  plannedAt: Instant,
  from: DatabaseIdentity,
  into: DatabaseIdentity,
  choice: CopyBackChoice,
  /** Tables with rows to copy or conflicts, parents before children. */
  tables: z.array(CopyBackTable),
  /** Tables that cannot be copied into, each with the reason. Never silently left out. */
  refused: z.array(z.object({ table: z.string(), why: z.string() })),
  /** How many tables were looked at. */
  compared: z.number().int().nonnegative(),
  digest: Digest,
});
export type CopyBackReport = z.infer<typeof CopyBackReport>;

/** The rows that a dry run showed, as one digest: databases, choice, and per table what is written. Not when it was made. */
export function copyBackDigest(report: Omit<CopyBackReport, 'digest' | 'plannedAt' | 'compared' | 'refused'>): Digest {
  const written = report.tables
    .filter((table) => rowsOf(table) > 0)
    .map(({ table, missing, changed, parents, content, columns }) => ({
      table,
      missing,
      changed,
      parents,
      content,
      columns,
    }));
  return digestOf({ from: report.from.oid, into: report.into.oid, choice: report.choice, written });
}

/** Rows of one table that are written. */
export function rowsOf({ missing, changed, parents }: CopyBackTable): number {
  return missing + changed + parents;
}

/** Rows of all tables that are written. */
export function rowsToCopy(report: CopyBackReport): number {
  return report.tables.reduce((sum, table) => sum + rowsOf(table), 0);
}

/** Rows that stay as they are, with a reason. */
export function rowsLeft(report: CopyBackReport): number {
  return report.tables.flatMap((table) => table.conflicts).reduce((sum, conflict) => sum + conflict.rows, 0);
}
