import type pg from 'pg';
import { quoteName } from '../identifiers.ts';
import { sameKey, unnestKeys } from '../loss-by-xmin.ts';
import { askText, type TextRow } from '../loss-rows.ts';
import { type ComparedTable, fromTable } from '../loss-tables.ts';

export type Key = readonly string[];

/** No column is called this: the place of a row among those that were handed in. */
export const place = quoteName('recourse: place');

/** So much of row contents is in our memory at a time, in bytes. */
const bytesAtOnce = 4_000_000;

/**
 * How many rows to take next, so that memory stays flat whatever a row weighs. It begins low, because the first rows may
 * be heavy ones.
 */
export class Pace {
  rows = 4;

  /** Learns from rows that were just taken. */
  weigh(taken: readonly TextRow[]): void {
    if (taken.length === 0) return;
    let bytes = 0;
    for (const row of taken) for (const value of row) bytes += value?.length ?? 0;
    const fitting = Math.floor((bytesAtOnce * taken.length) / Math.max(bytes, 1));
    this.rows = Math.max(1, Math.min(5_000, fitting, this.rows * 4));
  }
}

/** Cuts keys into parts of the pace's size. */
export function* paced<Item>(items: readonly Item[], pace: Pace): Generator<Item[]> {
  for (let at = 0; at < items.length; ) {
    const some = items.slice(at, at + pace.rows);
    at += some.length;
    yield some;
  }
}

/** One array per column, as `unnest` takes them. */
export function inColumns(rows: readonly TextRow[], width: number): (string | null)[][] {
  return Array.from({ length: width }, (_, column) => rows.map((row) => row[column] ?? null));
}

/** The rows of these keys, in their order; null for one that is not there. Values as text, expressions over `t`. */
export async function fetchRows(
  session: pg.Client,
  table: ComparedTable,
  wanted: { readonly key: readonly string[]; readonly keys: readonly Key[]; readonly select: readonly string[] },
  more = '',
): Promise<(TextRow | null)[]> {
  const found = await askText(
    session,
    `SELECT k.n, ${wanted.select.join(', ')} FROM ${unnestKeys(table, wanted.key)} JOIN ${fromTable(table)} ON ${sameKey(wanted.key)} ${more}`,
    inColumns(wanted.keys, wanted.key.length),
  );
  const rows = new Map(found.map(([n, ...values]) => [Number(n), values]));
  return wanted.keys.map((_, index) => rows.get(index + 1) ?? null);
}

/** `t."name"::text` for each. */
export function asTexts(columns: readonly string[]): string[] {
  return columns.map((column) => `t.${quoteName(column)}::text`);
}

/**
 * `FROM` item `t` that shows handed-in texts (one array per column, from `$1` on) as rows of the table: each value with
 * its column's type, the columns that were not handed in as NULL.
 */
export function asRowsOf(table: ComparedTable, columns: readonly string[]): string {
  const values = table.columns.map(({ name, type }) => {
    const at = columns.indexOf(name);
    return `${at < 0 ? 'NULL' : `u.c${at}`}::${type} AS ${quoteName(name)}`;
  });
  const arrays = columns.map((_, index) => `$${index + 1}::text[]`).join(', ');
  const names = columns.map((_, index) => `c${index}`).join(', ');
  return `(SELECT u.place AS ${place}, ${values.join(', ')} FROM unnest(${arrays}) WITH ORDINALITY AS u (${names}, place)) AS t`;
}

/** A key as people read it. */
export function keyText(key: Key): string {
  return key.join(', ').slice(0, 100);
}
