import type pg from 'pg';
import type { ValidatedCopy } from '../../domain/database.ts';
import type { StoredBackup } from '../../domain/manifest.ts';
import type { Effort } from '../../ports/run-tag.ts';
import { readSystemIdentifier } from './database-facts.ts';
import { quoteName } from './identifiers.ts';
import { compareByHash } from './loss-by-hash.ts';
import { compareByXmin, keyTexts } from './loss-by-xmin.ts';
import { floorOf, type ProductionFacts, planTables, type TablePlan, whyNotByXmin } from './loss-plan.ts';
import { countRows, type LostRowSink, type RowCounts, readInBatches } from './loss-rows.ts';
import { type ComparedTable, fromTable, hashOf, listComparedTables, rowText, writtenAt } from './loss-tables.ts';
import { codeOf } from './sqlstate.ts';

/** Both databases, each in one snapshot for all tables. */
export interface Comparison {
  readonly production: pg.Client;
  readonly copy: pg.Client;
  readonly plans: readonly TablePlan[];
  readonly floor: bigint;
  /** Production's clock at its snapshot. */
  readonly at: Date;
  readonly largeObjects: { readonly inProduction: number; readonly inCopy: number };
}

/** Opens the snapshots on two work sessions and decides how each table is compared. */
export async function openComparison(
  production: pg.Client,
  copy: pg.Client,
  of: { readonly copy: ValidatedCopy; readonly backup: StoredBackup },
): Promise<Comparison> {
  const { manifest } = of.backup;
  for (const session of [production, copy]) {
    await session.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL cursor_tuple_fraction = 1');
  }
  const floor = floorOf(manifest);
  const { at, ...facts } = await readFacts(production, manifest.lsn);
  const whyNot = whyNotByXmin(manifest, facts);
  const known = whyNot === null ? floor : null;
  const typesChanged = known !== null && (await haveTypesChanged(production, known));
  const [live, copied] = [await listComparedTables(production, known), await listComparedTables(copy, null)];
  const largeObjects = { inProduction: await countLargeObjects(production), inCopy: await countLargeObjects(copy) };
  return { production, copy, plans: planTables(live, copied, { whyNot, typesChanged }), floor, at, largeObjects };
}

function countLargeObjects(session: pg.Client): Promise<number> {
  return countRows(session, 'pg_largeobject_metadata');
}

type Facts = ProductionFacts & { readonly at: Date };

async function readFacts(production: pg.Client, lsn: string): Promise<Facts> {
  const { rows } = await production.query<{
    oid: string;
    nextXid: string;
    lsnIsBehind: boolean;
    at: Date;
  }>(
    `SELECT (SELECT oid FROM pg_database WHERE datname = current_database()) AS oid,
            pg_snapshot_xmax(pg_current_snapshot())::text AS "nextXid", now() AS at,
            CASE WHEN pg_is_in_recovery() THEN false ELSE pg_current_wal_insert_lsn() < $1::pg_lsn END AS "lsnIsBehind"`,
    [lsn],
  );
  const [row] = rows;
  if (row === undefined) throw new Error('production did not say what it is');
  return {
    oid: Number(row.oid),
    systemIdentifier: await readSystemIdentifier(production),
    nextXid: BigInt(row.nextXid),
    lsnIsBehind: row.lsnIsBehind,
    at: row.at,
  };
}

/** A renamed enum value or a changed composite makes rows read differently that nobody wrote. */
async function haveTypesChanged(production: pg.Client, floor: bigint): Promise<boolean> {
  const since = `<= age('${floor}'::xid8::xid)`;
  const { rows } = await production.query<{ changed: boolean }>(
    `SELECT EXISTS (SELECT FROM pg_enum WHERE age(xmin) ${since})
         OR EXISTS (SELECT FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid AND c.relkind = 'c'
                     WHERE age(a.xmin) ${since}) AS changed`,
  );
  return rows[0]?.changed === true;
}

export type TableResult = { readonly table: string } & (
  | { readonly kind: 'compared'; readonly plan: TablePlan; readonly counts: RowCounts }
  | { readonly kind: 'unmeasured'; readonly why: string }
);

/** Compares table after table; one that cannot be read is named with the reason, and the rest goes on. */
export async function* compareTables(
  comparison: Comparison,
  effort: Effort,
  sinkOf: (plan: TablePlan) => LostRowSink,
): AsyncGenerator<TableResult> {
  const { production, copy, plans } = comparison;
  for (const [index, plan] of plans.entries()) {
    effort.signal.throwIfAborted();
    const { table } = plan.way === 'only-in-copy' ? plan.copy : plan.production;
    effort.progress(`comparing ${table} (${index + 1} of ${plans.length})`);
    await Promise.all([production.query('SAVEPOINT one_table'), copy.query('SAVEPOINT one_table')]);
    try {
      const counts = await compareTable(comparison, plan, sinkOf(plan));
      yield { kind: 'compared', table, plan, counts };
    } catch (error) {
      // 57…: the session was ended, and with it the snapshot. Anything without a code is not about this table either.
      if (!/^(?!57)[0-9A-Z]{5}$/.test(codeOf(error)) || !(error instanceof Error)) throw error;
      await Promise.all([production.query('ROLLBACK TO one_table'), copy.query('ROLLBACK TO one_table')]);
      yield { kind: 'unmeasured', table, why: error.message };
    }
    await Promise.all([production.query('RELEASE one_table'), copy.query('RELEASE one_table')]);
  }
}

async function compareTable(comparison: Comparison, plan: TablePlan, lost: LostRowSink): Promise<RowCounts> {
  const { production, copy, floor } = comparison;
  switch (plan.way) {
    case 'xmin':
      return compareByXmin(production, copy, plan, floor, lost);
    case 'row-hash':
      return compareByHash(production, copy, plan, lost);
    case 'only-in-copy':
      return { inserted: 0, updated: 0, deleted: await countRows(copy, fromTable(plan.copy)) };
    case 'only-in-production':
      return { inserted: await allLost(production, plan.production, lost), updated: 0, deleted: 0 };
  }
}

async function allLost(production: pg.Client, table: ComparedTable, lost: LostRowSink): Promise<number> {
  const key = table.key.length > 0 ? `, ${keyTexts(table.key)}` : '';
  const columns = table.columns.map((column) => column.name);
  const sql = `SELECT ${hashOf(rowText(columns))}, ${writtenAt(table)}${key} FROM ${fromTable(table)}`;
  let count = 0;
  for await (const batch of readInBatches(production, 'new_rows', sql)) {
    count += batch.length;
    await lost(
      batch.map(([hash, writtenAtMs, ...values]) => ({
        kind: 'inserted',
        key: values.length === 0 ? null : values.map((value) => value ?? ''),
        hash: hash ?? '',
        writtenAtMs: writtenAtMs == null ? null : Number(writtenAtMs),
      })),
    );
  }
  return count;
}

/** Columns that only one side has, and in how many of its rows they hold a value. */
export async function countOneSided(
  session: pg.Client,
  table: ComparedTable,
  columns: readonly string[],
): Promise<number> {
  const names = columns.map((column) => `t.${quoteName(column)}`).join(', ');
  return countRows(session, `${fromTable(table)} WHERE num_nonnulls(${names}) > 0`);
}
