import type { DatabaseIdentity } from '../../domain/database.ts';
import type { RehearsedRun } from '../../domain/rehearsal.ts';
import type { TableSight } from '../../policy/migrations/describe-run.ts';
import type { Effort } from '../../ports/run-tag.ts';
import { lookAt, type MeasuredUnit, type Measures, measureRun } from '../../steps/measured-run.ts';

/** Runs one unit after another on a copy until one fails, and describes what each did to the tables. */
export async function runUnits(
  measures: Measures,
  copy: DatabaseIdentity,
  units: readonly MeasuredUnit[],
  effort: Effort,
): Promise<{ readonly runs: readonly RehearsedRun[]; readonly last: TableSight }> {
  let last = await lookAt(measures, copy, effort);
  const runs: RehearsedRun[] = [];
  for (const unit of units) {
    effort.progress(`Rehearsing ${unit.migrations.join(', ')}`);
    const { run, after } = await measureRun(measures, copy, unit, last, effort);
    runs.push(run);
    last = after;
    if (run.error !== null) break;
  }
  return { runs, last };
}
