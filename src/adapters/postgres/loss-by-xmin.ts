import type pg from 'pg';
import { quoteName } from './identifiers.ts';
import type { TablePlan } from './loss-plan.ts';
import {
  askText,
  countRows,
  type LostRow,
  type LostRowSink,
  type RowCounts,
  readInBatches,
  type TextRow,
} from './loss-rows.ts';
import { type ComparedTable, fromTable, hashOf, rowText, writtenAt } from './loss-tables.ts';

type BothSides = Extract<TablePlan, { way: 'xmin' | 'row-hash' }>;

/**
 * Looks only at rows that were written at or after the floor: each is looked up by its key in the copy. Rows that are in
 * the copy and not here were deleted; two counts tell how many.
 */
export async function compareByXmin(
  production: pg.Client,
  copy: pg.Client,
  plan: BothSides,
  floor: bigint,
  lost: LostRowSink,
): Promise<RowCounts> {
  const [live, copied] = await Promise.all([
    countRows(production, fromTable(plan.production)),
    countRows(copy, fromTable(plan.copy)),
  ]);
  let [inserted, updated] = [0, 0];
  for await (const batch of readInBatches(production, 'candidates', candidates(plan, floor))) {
    const rows = await probe(copy, plan, batch);
    inserted += rows.filter((row) => row.kind === 'inserted').length;
    updated += rows.filter((row) => row.kind === 'updated').length;
    await lost(rows);
  }
  return { inserted, updated, deleted: copied - (live - inserted) };
}

/** `age` counts back from one fixed transaction within a snapshot, and rows older than half the circle only come along needlessly. */
function candidates(plan: BothSides, floor: bigint): string {
  const { production, key, columns } = plan;
  return `SELECT ${hashOf(rowText(columns))}, ${writtenAt(production)}, ${keyTexts(key)}
            FROM ${fromTable(production)} WHERE age(t.xmin) <= age('${floor}'::xid8::xid)`;
}

/** What became of each candidate: unknown to the copy, different there, or the same and left out. */
async function probe(copy: pg.Client, plan: BothSides, batch: readonly TextRow[]): Promise<LostRow[]> {
  const { key, columns } = plan;
  const values = key.map((_, place) => batch.map((row) => row[2 + place]));
  const found = await askText(
    copy,
    `SELECT k.n, ${hashOf(rowText(columns))} FROM ${unnestKeys(plan.copy, key)} JOIN ${fromTable(plan.copy)} ON ${sameKey(key)}`,
    values,
  );
  const hashes = new Map(found.map(([n, hash]) => [Number(n), hash]));
  return batch.flatMap(([hash, writtenAtMs, ...keyValues], index): LostRow[] => {
    const there = hashes.get(index + 1);
    if (there === hash) return [];
    return [
      {
        kind: there === undefined ? 'inserted' : 'updated',
        key: keyValues.map((value) => value ?? ''),
        hash: hash ?? '',
        writtenAtMs: writtenAtMs == null ? null : Number(writtenAtMs),
      },
    ];
  });
}

/** `t.id::text, …`: keys as they travel from one database to the other. */
export function keyTexts(key: readonly string[]): string {
  return key.map((column) => `t.${quoteName(column)}::text`).join(', ');
}

/**
 * One array parameter per key column, cast to the column's own type so that its index can be used. An array of arrays
 * would be unnested to the bottom: keys that are arrays themselves are cast one by one.
 */
export function unnestKeys(table: ComparedTable, key: readonly string[]): string {
  const types = key.map((column) => table.columns.find(({ name }) => name === column)?.type ?? 'text');
  const names = key.map((_, place) => `k${place}`).join(', ');
  if (types.some((type) => type.endsWith('[]'))) {
    const texts = types.map((_, place) => `$${place + 1}::text[]`).join(', ');
    const cast = types.map((type, place) => `r.k${place}::${type} AS k${place}`).join(', ');
    return `(SELECT ${cast}, r.n FROM unnest(${texts}) WITH ORDINALITY AS r (${names}, n)) AS k`;
  }
  const arrays = types.map((type, place) => `$${place + 1}::text[]::${type}[]`);
  return `unnest(${arrays.join(', ')}) WITH ORDINALITY AS k (${names}, n)`;
}

export function sameKey(key: readonly string[]): string {
  return key.map((column, place) => `t.${quoteName(column)} = k.k${place}`).join(' AND ');
}
