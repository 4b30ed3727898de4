import type { DatabaseIdentity } from '../domain/database.ts';
import type { RehearsedRun } from '../domain/rehearsal.ts';
import { describeRun, type TableSight } from '../policy/migrations/describe-run.ts';
import type { ScriptOutcome, TableWatch } from '../ports/migrations.ts';
import type { Effort } from '../ports/run-tag.ts';
import type { Snapshots } from '../ports/snapshots.ts';

export interface Measures {
  readonly tables: TableWatch;
  readonly snapshots: Snapshots;
}

/** Something that is run on a copy, and by what name people know it. */
export interface MeasuredUnit {
  readonly migrations: readonly string[];
  readonly by: string;
  run(): Promise<ScriptOutcome>;
}

/** Runs it on a copy and describes what became of each table there; `before` is what the copy looked like until now. */
export async function measureRun(
  measures: Measures,
  copy: DatabaseIdentity,
  unit: MeasuredUnit,
  before: TableSight,
  effort: Effort,
): Promise<{ readonly run: RehearsedRun; readonly outcome: ScriptOutcome; readonly after: TableSight }> {
  const watch = await measures.tables.watchLocks(copy.name, effort);
  const outcome = await unit.run().catch(async (error: unknown) => {
    await watch.stop();
    throw error;
  });
  const seen = await watch.stop();
  const after = await lookAt(measures, copy, effort);
  return { run: describeRun({ ...unit, outcome, seen, before, after }), outcome, after };
}

/** Tables by the catalogue, and every row of them by fingerprint. */
export async function lookAt(
  { tables, snapshots }: Measures,
  copy: DatabaseIdentity,
  effort: Effort,
): Promise<TableSight> {
  const states = await tables.look(copy.name, effort);
  const held = await snapshots.open(effort, copy.name);
  const prints = await held.fingerprint(effort).finally(() => held.close());
  return { states, rows: new Map(prints.map((print) => [print.table, print])) };
}
