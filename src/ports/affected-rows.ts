import type { AffectedRows as Affected } from '../domain/switches.ts';
import type { Effort } from './run-tag.ts';

/** Rows that a query of the policy gives, by their correlation ids: read-only, and limited in time. */
export interface AffectedRowsReader {
  /** At most `AFFECTED_KEPT` ids, and the true number. @throws RecourseError `check-failed` where the query fails */
  read(database: string, sql: string, effort: Effort): Promise<Affected>;
  /** Those of these ids that the query gives now, each once, as they stand here. @throws RecourseError `check-failed` where the query fails */
  stillGiven(database: string, sql: string, ids: readonly string[], effort: Effort): Promise<readonly string[]>;
}
