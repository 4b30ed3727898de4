import type { AffectedRows as Affected } from '../domain/switches.ts';
import type { Effort } from './run-tag.ts';

/** Rows that a query of the policy gives, by their correlation ids: read-only, and limited in time. */
export interface AffectedRowsReader {
  /** At most `AFFECTED_KEPT` ids, and the true number. @throws RecourseError `check-failed` where the query fails */
  read(database: string, sql: string, effort: Effort): Promise<Affected>;
  /** How many rows with one of these ids the query gives. @throws RecourseError `check-failed` where the query fails */
  countOf(database: string, sql: string, ids: readonly string[], effort: Effort): Promise<number>;
}
