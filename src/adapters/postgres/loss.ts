import type { ValidatedCopy } from '../../domain/database.ts';
import { toInstant } from '../../domain/ids.ts';
import { type LossReport, rowsLost, type TableColumns, type TableLoss } from '../../domain/loss.ts';
import type { StoredBackup } from '../../domain/manifest.ts';
import type { LossCounter } from '../../ports/databases.ts';
import type { FileSeal } from '../../ports/lost-rows.ts';
import type { Effort } from '../../ports/run-tag.ts';
import type { Target } from './connect.ts';
import { type Comparison, compareTables, countOneSided, openComparison, type TableResult } from './loss-compare.ts';
import { exportLostRows } from './loss-export.ts';
import type { TablePlan } from './loss-plan.ts';
import type { LostRow } from './loss-rows.ts';
import type { ComparedTable } from './loss-tables.ts';
import { withWorkSession } from './work-session.ts';

const examplesMax = 5;

/**
 * Counts what a restore would lose and bring back, exactly, while others go on writing: production in one snapshot
 * against the copy. `folder` takes the exported rows, one folder per backup, run and count.
 */
export function createLossCounter(given: {
  readonly target: Target;
  readonly folder: string;
  /** Left out, exported rows are written as plain text. */
  readonly seal?: FileSeal | null;
}): LossCounter {
  return {
    count: (copy, backup, effort) =>
      withComparison(given.target, copy, backup, effort, async (comparison) => {
        const seen = new Map<TablePlan, Highlights>();
        const results: TableResult[] = [];
        const sinkOf = (plan: TablePlan) => {
          const highlights = new Highlights();
          seen.set(plan, highlights);
          return (rows: readonly LostRow[]) => highlights.add(rows);
        };
        for await (const result of compareTables(comparison, effort, sinkOf)) results.push(result);
        return writeReport(comparison, backup, results, seen);
      }),
    async exportRows(copy, backup, report, effort) {
      if (rowsLost(report) === 0) return { where: given.folder, rows: 0 };
      return withComparison(given.target, copy, backup, effort, (comparison) =>
        exportLostRows(
          comparison,
          { folder: given.folder, seal: given.seal ?? null },
          { backup: backup.manifest.id, run: String(effort.tag.run) },
          effort,
        ),
      );
    },
  };
}

function withComparison<Result>(
  target: Target,
  copy: ValidatedCopy,
  backup: StoredBackup,
  effort: Effort,
  work: (comparison: Comparison) => Promise<Result>,
): Promise<Result> {
  const doing = 'Counting the loss';
  return withWorkSession({ target, doing }, effort, (production) =>
    withWorkSession({ target, database: copy.name, doing }, effort, async (scratch) =>
      work(await openComparison(production, scratch, { copy, backup })),
    ),
  );
}

/** A few keys to look at, and the newest instant, of rows that stream by. */
class Highlights {
  readonly examples: string[] = [];
  newestMs: number | null = null;

  add(rows: readonly LostRow[]): void {
    for (const { key, writtenAtMs } of rows) {
      if (key !== null && this.examples.length < examplesMax) this.examples.push(key.join(', ').slice(0, 100));
      if (writtenAtMs !== null && (this.newestMs === null || writtenAtMs > this.newestMs)) this.newestMs = writtenAtMs;
    }
  }
}

async function writeReport(
  comparison: Comparison,
  backup: StoredBackup,
  results: readonly TableResult[],
  seen: ReadonlyMap<TablePlan, Highlights>,
): Promise<LossReport> {
  const compared = results.filter((result) => result.kind === 'compared');
  const slower = compared.flatMap(({ table, plan }) =>
    plan.way === 'row-hash' ? [{ table, why: plan.why ?? 'asked for' }] : [],
  );
  return {
    countedAt: toInstant(comparison.at),
    since: backup.manifest.snapshotAt,
    method: slower.length === 0 ? 'xmin' : 'row-hash',
    tables: compared.flatMap((result) => lossOf(result, seen.get(result.plan))),
    unmeasured: [...results.flatMap(unmeasuredOf), ...largeObjectsOf(comparison)],
    ...(await listOneSidedColumns(comparison, compared)),
    compared: compared.length,
    slower,
  };
}

type Compared = Extract<TableResult, { kind: 'compared' }>;

/** Only tables that differ: a report is read by tired people. */
function lossOf({ table, counts }: Compared, highlights: Highlights | undefined): TableLoss[] {
  const { inserted, updated, deleted } = counts;
  if (inserted + updated + deleted === 0) return [];
  const newestMs = highlights?.newestMs ?? null;
  const newest = newestMs === null ? {} : { newest: toInstant(new Date(newestMs)) };
  return [{ table, inserted, updated, deleted, examples: highlights?.examples ?? [], ...newest }];
}

function unmeasuredOf(result: TableResult): { table: string; why: string }[] {
  return result.kind === 'unmeasured' ? [{ table: result.table, why: result.why }] : [];
}

/** The copy's own number: a restore that is taken back leads to a database that is no copy of the backup. */
function largeObjectsOf({ largeObjects: { inProduction, inCopy } }: Comparison): { table: string; why: string }[] {
  if (inProduction === 0 && inCopy === 0) return [];
  const why = `large objects are counted, not compared: ${inCopy} in the copy, ${inProduction} in production`;
  return [{ table: 'pg_largeobject', why }];
}

async function listOneSidedColumns(
  { production, copy }: Comparison,
  compared: readonly Compared[],
): Promise<{ columnsRegained: TableColumns[]; columnsLost: TableColumns[] }> {
  const columnsRegained: TableColumns[] = [];
  const columnsLost: TableColumns[] = [];
  const lacking = (table: ComparedTable, other: readonly string[]) =>
    table.columns.map(({ name }) => name).filter((name) => !other.includes(name));
  for (const { table, plan } of compared) {
    if (plan.way === 'only-in-copy' || plan.way === 'only-in-production') continue;
    const regained = lacking(plan.copy, plan.columns);
    const lost = lacking(plan.production, plan.columns);
    if (regained.length > 0) {
      columnsRegained.push({ table, columns: regained, rows: await countOneSided(copy, plan.copy, regained) });
    }
    if (lost.length > 0) {
      columnsLost.push({ table, columns: lost, rows: await countOneSided(production, plan.production, lost) });
    }
  }
  return { columnsRegained, columnsLost };
}
