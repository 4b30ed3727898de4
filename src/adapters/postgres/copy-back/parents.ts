import { quoteName } from '../identifiers.ts';
import { askText } from '../loss-rows.ts';
import { type ForeignKey, fromParent } from './foreign-keys.ts';
import type { LedgerRow } from './ledger.ts';
import type { Pair } from './pairs.ts';
import { type Picking, pickRows } from './pick.ts';
import { asRowsOf, asTexts, fetchRows, inColumns, type Key, place } from './rows.ts';

/** A picked row whose parent is not in the target. */
interface Lacking {
  readonly row: LedgerRow;
  /** The parent's primary key; null where the source has no such row either, or it cannot be copied. */
  readonly parent: Key | null;
}

const rowsAtOnce = 2_000;

/**
 * Pulls in what picked rows refer to and the target lacks, and what that refers to, until nothing new comes; then takes
 * out the rows whose parent nobody has, and those that refer to them.
 */
export async function completeParents(picking: Picking, pairs: readonly Pair[]): Promise<void> {
  const byTable = new Map(pairs.map((pair) => [pair.table, pair]));
  const seen = new Map<ForeignKey, string>();
  let added: number;
  do {
    added = 0;
    // Children first: a parent that comes along is asked for its own parents in the same round.
    for (const pair of [...pairs].reverse()) added += await pullParents(picking, pair, byTable, seen);
  } while (added > 0);
  let removed: number;
  do {
    removed = 0;
    for (const pair of pairs) removed += await dropOrphans(picking, pair, byTable);
  } while (removed > 0);
}

/** `seen` remembers the last row that was asked about, so that a round only looks at new ones. */
async function pullParents(
  picking: Picking,
  child: Pair,
  byTable: ReadonlyMap<string, Pair>,
  seen: Map<ForeignKey, string>,
): Promise<number> {
  let added = 0;
  for (const foreignKey of child.target.foreignKeys) {
    const parent = byTable.get(foreignKey.parent);
    if (parent === undefined) continue;
    for await (const rows of picking.ledger.read(child.place, () => rowsAtOnce, seen.get(foreignKey))) {
      seen.set(foreignKey, rows.at(-1)?.n ?? '0');
      const lacking = await findLacking(picking, foreignKey, child, parent, rows);
      const keys = new Map(
        lacking.flatMap((each) => (each.parent === null ? [] : [[each.parent.join('\0'), each.parent]])),
      );
      const wanted = [...keys.values()];
      const known = wanted.length === 0 ? [] : await picking.ledger.has(parent.place, wanted);
      const fresh = wanted.filter((_, index) => known[index] === false);
      added += await pickRows(
        picking,
        parent,
        fresh.map((key) => ({ kind: 'parent', key })),
      );
    }
  }
  return added;
}

async function dropOrphans(picking: Picking, child: Pair, byTable: ReadonlyMap<string, Pair>): Promise<number> {
  let removed = 0;
  for (const foreignKey of child.target.foreignKeys) {
    const parent = byTable.get(foreignKey.parent);
    for await (const rows of picking.ledger.read(child.place, () => rowsAtOnce)) {
      const lacking = await findLacking(picking, foreignKey, child, parent, rows);
      const keys = lacking.map((each) => each.parent ?? []);
      const come = parent === undefined || keys.length === 0 ? [] : await picking.ledger.has(parent.place, keys);
      const orphans = lacking.filter((each, index) => each.parent === null || come[index] !== true);
      await picking.ledger.remove(orphans.map((each) => each.row));
      picking.tally.add(
        child.place,
        'no-parent',
        foreignKey.parent,
        orphans.map((each) => each.row.key),
      );
      removed += orphans.length;
    }
  }
  return removed;
}

/** Those of the rows that refer to something which the target does not have. */
async function findLacking(
  { sides }: Picking,
  foreignKey: ForeignKey,
  child: Pair,
  parent: Pair | undefined,
  rows: readonly LedgerRow[],
): Promise<Lacking[]> {
  const { columns } = foreignKey;
  if (!columns.every((column) => child.columns.includes(column))) return []; // left out, so its default refers to something
  const keys = rows.map((row) => row.key);
  const found = await fetchRows(sides.source, child.source, { key: child.key, keys, select: asTexts(columns) });
  const refers = rows.flatMap((row, index) => {
    const values = found[index];
    return values == null || values.some((value) => value === null) ? [] : [{ row, values }];
  });
  if (refers.length === 0) return [];
  const lacking = await askText(
    sides.target,
    `SELECT ${place} FROM ${asRowsOf(child.target, columns)}
      WHERE NOT EXISTS (SELECT FROM ${fromParent(foreignKey)} WHERE ${refersTo(foreignKey)}) ORDER BY 1`,
    inColumns(
      refers.map((each) => each.values),
      columns.length,
    ),
  );
  const without = lacking.flatMap(([at]) => refers[Number(at) - 1] ?? []);
  const parents = await parentKeys(
    sides.source,
    foreignKey,
    { child, parent },
    without.map((each) => each.values),
  );
  return without.map(({ row }, index) => ({ row, parent: parents[index] ?? null }));
}

/** The primary keys of the source's rows that are referred to, in the order of the references. */
async function parentKeys(
  source: Picking['sides']['source'],
  foreignKey: ForeignKey,
  { child, parent }: { readonly child: Pair; readonly parent: Pair | undefined },
  values: readonly (readonly (string | null)[])[],
): Promise<(Key | null)[]> {
  const { columns, refs } = foreignKey;
  const known = parent !== undefined && refs.every((ref) => parent.source.columns.some(({ name }) => name === ref));
  if (!known || values.length === 0) return values.map(() => null);
  const found = await askText(
    source,
    `SELECT t.${place}, ${parent.key.map((column) => `p.${quoteName(column)}::text`).join(', ')}
       FROM ${asRowsOf(child.source, columns)} JOIN ${fromParent(foreignKey)} ON ${refersTo(foreignKey)}`,
    inColumns(values, columns.length),
  );
  const keys = new Map(found.map(([n, ...key]) => [Number(n), key.map((value) => value ?? '')]));
  return values.map((_, index) => keys.get(index + 1) ?? null);
}

/** As the constraint compares: to a citext, `Ann` is `ann`. Parent `p`, child `t`. */
function refersTo({ operators, refs, columns }: ForeignKey): string {
  return operators
    .map((operator, at) => `p.${quoteName(refs[at] ?? '')} ${operator} t.${quoteName(columns[at] ?? '')}`)
    .join(' AND ');
}
