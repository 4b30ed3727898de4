import {
  type CopyBackChoice,
  type CopyBackReport,
  type CopyBackTable,
  copyBackDigest,
} from '../../../domain/copy-back.ts';
import type { DatabaseIdentity } from '../../../domain/database.ts';
import { toInstant } from '../../../domain/ids.ts';
import type { Effort } from '../../../ports/run-tag.ts';
import { listComparedTables } from '../loss-tables.ts';
import { type Found, findRows, type Sides } from './find-rows.ts';
import type { Ledger, PlaceSums } from './ledger.ts';
import { choosePairs, type Pair, pairTables } from './pairs.ts';
import { completeParents } from './parents.ts';
import { type Picking, pickRows } from './pick.ts';
import { listCopyTables } from './tables.ts';
import { Tally } from './tally.ts';

/** What `apply`, `verify` and `undo` read back; kept with the rows. */
export interface KeptPlan {
  readonly from: DatabaseIdentity;
  readonly into: DatabaseIdentity;
  readonly report: CopyBackReport;
  /** The order of writing, by place. */
  readonly tables: readonly { readonly place: number; readonly table: string; readonly columns: readonly string[] }[];
}

/** The dry run: finds the rows, asks the target about each, completes what they refer to, and counts. Reads only. */
export async function planCopyBack(
  sides: Sides,
  ledger: Ledger,
  given: { readonly from: DatabaseIdentity; readonly into: DatabaseIdentity; readonly choice: CopyBackChoice },
  effort: Effort,
): Promise<KeptPlan> {
  for (const session of [sides.source, sides.target]) {
    await session.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL cursor_tuple_fraction = 1');
  }
  const ground = pairTables(await listComparedTables(sides.source, null), await listCopyTables(sides.target));
  const { chosen, refused } = choosePairs(ground, given.choice);
  const picking: Picking = { sides, ledger, tally: new Tally(), paces: new Map() };
  for (const [index, pair] of chosen.entries()) {
    effort.signal.throwIfAborted();
    effort.progress(`looking at ${pair.table} (${index + 1} of ${chosen.length})`);
    await findRows(sides, pair, given.choice, (found) => sortOut(picking, pair, given.choice, found));
  }
  effort.progress('looking for what these rows refer to');
  await completeParents(picking, ground.pairs);
  const tables = writeTables(ground.pairs, await ledger.sums(), picking.tally);
  const report = { ...given, tables, refused: [...refused] };
  return {
    ...given,
    report: {
      ...report,
      plannedAt: toInstant(await clockOf(sides)),
      compared: chosen.length,
      digest: copyBackDigest(report),
    },
    tables: ground.pairs
      .filter((pair) => tables.some(({ table }) => table === pair.table))
      .map(({ place, table, columns }) => ({ place, table, columns })),
  };
}

async function sortOut(picking: Picking, pair: Pair, choice: CopyBackChoice, found: readonly Found[]): Promise<void> {
  const wanted = found.filter((row) => choice.kinds.includes(row.kind));
  const others = found.filter((row) => row.kind === 'changed' && !choice.kinds.includes('changed'));
  picking.tally.add(
    pair.place,
    'other-content',
    '',
    others.map((row) => row.key),
  );
  await pickRows(picking, pair, wanted);
}

/** Only tables with something to say: a report is read by tired people. */
function writeTables(pairs: readonly Pair[], sums: readonly PlaceSums[], tally: Tally): CopyBackTable[] {
  const nothing = { missing: 0, changed: 0, parents: 0, content: '0', examples: [] };
  return pairs.flatMap((pair) => {
    const found = sums.find(({ place }) => place === pair.place);
    const conflicts = tally.of(pair.place);
    if (found === undefined && conflicts.length === 0) return [];
    const { missing, changed, parents, content, examples } = found ?? nothing;
    return [
      {
        table: pair.table,
        missing,
        changed,
        parents,
        content,
        examples: [...examples],
        conflicts,
        columns: [...pair.columns],
        triggersOff: found === undefined ? [] : [...new Set(firing(pair).map((trigger) => trigger.name))],
        columnsLeft: pair.source.columns
          .filter(({ name, generated }) => !generated && !pair.columns.includes(name))
          .map(({ name }) => name),
      },
    ];
  });
}

/** Triggers that would fire while rows are written; null-first columns and changed rows are UPDATEs. */
export function firing({ target }: Pair) {
  return target.triggers.filter(({ on }) => on.includes('INSERT') || on.includes('UPDATE'));
}

async function clockOf({ target }: Sides): Promise<Date> {
  const { rows } = await target.query<{ at: Date }>('SELECT now() AS at');
  return rows[0]?.at ?? new Date(Number.NaN);
}
