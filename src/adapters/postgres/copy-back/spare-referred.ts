import type pg from 'pg';
import { quoteName } from '../identifiers.ts';
import { unnestKeys } from '../loss-by-xmin.ts';
import { askText } from '../loss-rows.ts';
import { type ForeignKey, fromChild, fromParent, readForeignKeys } from './foreign-keys.ts';
import type { LedgerRow } from './ledger.ts';
import type { Pair } from './pairs.ts';
import { inColumns, type Key } from './rows.ts';
import type { TakenBack } from './taken-back.ts';

const rowsAtOnce = 2_000;

/**
 * A row that somebody else's row refers to is not deleted: ON DELETE CASCADE would take theirs with it. A row that is
 * spared may in turn refer to another one, so this looks until nothing changes.
 */
export async function spareReferred(
  target: pg.Client,
  taken: TakenBack,
  pairs: readonly Pair[],
  spared: (pair: Pair, rows: readonly LedgerRow[], by: string) => void,
): Promise<void> {
  const byTable = new Map(pairs.map((pair) => [pair.table, pair]));
  const keys = (await readForeignKeys(target)).filter((key) => byTable.has(key.parent));
  let found: number;
  do {
    found = 0;
    for (const key of keys) {
      const parent = byTable.get(key.parent);
      if (parent === undefined) continue;
      for await (const rows of taken.read(parent.place, 'deleted', rowsAtOnce)) {
        const referred = await referredByOthers(target, taken, key, { parent, child: byTable.get(key.child) }, rows);
        await taken.remove(referred);
        spared(parent, referred, key.child);
        found += referred.length;
      }
    }
  } while (found > 0);
}

async function referredByOthers(
  target: pg.Client,
  taken: TakenBack,
  key: ForeignKey,
  { parent, child }: { readonly parent: Pair; readonly child: Pair | undefined },
  rows: readonly LedgerRow[],
): Promise<LedgerRow[]> {
  const childKey = key.childKey.map((column) => `c.${quoteName(column)}::text`);
  const refers = await askText(
    target,
    `SELECT DISTINCT k.n, ${childKey.length === 0 ? 'NULL' : childKey.join(', ')}
       FROM ${unnestKeys(parent.target, parent.key)}
       JOIN ${fromParent(key)} ON ${parent.key.map((column, at) => `p.${quoteName(column)} = k.k${at}`).join(' AND ')}
       JOIN ${fromChild(key)} ON ${key.operators
         .map((operator, at) => `p.${quoteName(key.refs[at] ?? '')} ${operator} c.${quoteName(key.columns[at] ?? '')}`)
         .join(' AND ')}`,
    inColumns(
      rows.map((row) => row.key),
      parent.key.length,
    ),
  );
  const keys = refers.map(([, ...values]): Key => values.map((value) => value ?? ''));
  const canTell = child !== undefined && childKey.length > 0 && keys.length > 0;
  const ours = canTell ? await taken.has(child.place, keys) : keys.map(() => false);
  const referred = new Set(refers.flatMap(([n], index) => (ours[index] === true ? [] : [Number(n) - 1])));
  return rows.filter((_, index) => referred.has(index));
}
