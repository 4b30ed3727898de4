import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { chmod, mkdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import type pg from 'pg';
import type { FileSeal } from '../../ports/lost-rows.ts';
import type { Effort } from '../../ports/run-tag.ts';
import { quoteName } from './identifiers.ts';
import { sameKey, unnestKeys } from './loss-by-xmin.ts';
import { type Comparison, compareTables } from './loss-compare.ts';
import type { TablePlan } from './loss-plan.ts';
import { askText, type LostRow, type TextRow } from './loss-rows.ts';
import { type ComparedTable, fromTable, hashOf, rowText } from './loss-tables.ts';

/**
 * Writes production's version of every row that would be lost, one gzipped CSV per table as COPY … CSV HEADER reads it.
 * A file gets its name when it is whole. Only the bot's own user may read them (0600), and where backups are sealed only
 * who may read those, by a name that ends in `.age`. The folder is named for the instant of the count (UTC), so that a restore and its undo, in one incident, never write over one another's rows.
 */
export async function exportLostRows(
  comparison: Comparison,
  { folder, seal }: { readonly folder: string; readonly seal: FileSeal | null },
  of: { readonly backup: string; readonly run: string },
  effort: Effort,
): Promise<{ readonly where: string; readonly rows: number }> {
  const stamp = comparison.at.toISOString().replace(/[-:.]/g, '');
  const where = join(folder, of.backup, `${of.run}-${stamp}`);
  await mkdir(where, { recursive: true, mode: 0o700 });
  for (const each of [folder, join(folder, of.backup), where]) await chmod(each, 0o700); // also where it was there before
  let open: RowFile | null = null;
  let rows = 0;
  const sinkOf = (plan: TablePlan) => async (lost: readonly LostRow[]) => {
    if (lost.length === 0 || plan.way === 'only-in-copy') return;
    open ??= openRowFile(where, plan.production, seal, effort);
    await open.write(await fetchRows(comparison.production, plan, lost));
  };
  for await (const result of compareTables(comparison, effort, sinkOf)) {
    const file = open as RowFile | null;
    open = null;
    if (result.kind === 'compared') rows += (await file?.close()) ?? 0;
    else await file?.discard();
  }
  return { where, rows };
}

/** Rows by key, or by content where there is no key: then as many of equal ones as were lost. */
async function fetchRows(
  production: pg.Client,
  plan: Exclude<TablePlan, { way: 'only-in-copy' }>,
  lost: readonly LostRow[],
): Promise<TextRow[]> {
  const table = plan.production;
  const columns = writable(table).map((name) => `t.${quoteName(name)}::text`);
  const key = plan.way === 'only-in-production' ? table.key : plan.key;
  if (key.length > 0) {
    const values = key.map((_, place) => lost.map((row) => row.key?.[place]));
    const sql = `SELECT ${columns.join(', ')} FROM ${unnestKeys(table, key)} JOIN ${fromTable(table)} ON ${sameKey(key)} ORDER BY k.n`;
    return askText(production, sql, values);
  }
  const compared = plan.way === 'only-in-production' ? table.columns.map(({ name }) => name) : plan.columns;
  const wanted = Map.groupBy(lost, (row) => row.hash);
  return askText(
    production,
    `SELECT ${columns.map((_, place) => `c${place}`).join(', ')} FROM (
       SELECT ${columns.map((column, place) => `${column} AS c${place}`).join(', ')}, w.wanted,
              row_number() OVER (PARTITION BY w.hash) AS place
         FROM ${fromTable(table)} JOIN unnest($1::bigint[], $2::int[]) AS w (hash, wanted) ON w.hash = ${hashOf(rowText(compared))}) found
      WHERE place <= wanted`,
    [[...wanted.keys()], [...wanted.values()].map((rows) => rows.length)],
  );
}

/** COPY leaves generated columns out in both directions. */
function writable(table: ComparedTable): string[] {
  return table.columns.filter((column) => !column.generated).map((column) => column.name);
}

interface RowFile {
  write(rows: readonly TextRow[]): Promise<void>;
  /** Makes it whole and gives it its name; says how many rows it holds. */
  close(): Promise<number>;
  discard(): Promise<void>;
}

function openRowFile(folder: string, table: ComparedTable, seal: FileSeal | null, effort: Effort): RowFile {
  const path = join(folder, `${encodeURIComponent(table.table)}.csv.gz${seal?.ending ?? ''}`);
  const gzip = createGzip({ level: 1 });
  const written =
    seal === null
      ? pipeline(gzip, createWriteStream(`${path}.part`, { mode: 0o600, flush: true }))
      : seal.write(gzip, `${path}.part`, effort);
  written.catch(() => undefined); // whoever writes next hears of it; a disk that is full must not end the process
  let count = 0;
  gzip.write(csvLine(writable(table)));
  const end = async () => {
    gzip.end();
    await written;
  };
  return {
    async write(rows) {
      count += rows.length;
      if (!gzip.write(rows.map(csvLine).join(''))) await Promise.race([once(gzip, 'drain'), written]);
    },
    async close() {
      await end();
      await rename(`${path}.part`, path);
      return count;
    },
    discard: end,
  };
}

/** NULL is nothing at all and an empty text is "", as in PostgreSQL's own CSV. */
function csvLine(values: TextRow): string {
  return `${values.map((value) => (value === null ? '' : quoteCsv(value))).join(',')}\n`;
}

function quoteCsv(value: string): string {
  return value === '' || value === '\\.' || /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}
