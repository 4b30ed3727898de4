import type pg from 'pg';
import type { CopyBackUndone } from '../../../ports/copy-back.ts';
import type { Effort } from '../../../ports/run-tag.ts';
import { quoteName } from '../identifiers.ts';
import { sameKey, unnestKeys } from '../loss-by-xmin.ts';
import { fromTable } from '../loss-tables.ts';
import { beginWriting, type Writing } from './apply.ts';
import type { Ledger, LedgerRow } from './ledger.ts';
import type { Pair } from './pairs.ts';
import { inColumns, keyText } from './rows.ts';
import { spareReferred } from './spare-referred.ts';
import { TakenBack } from './taken-back.ts';
import { switchOff, switchOn } from './triggers.ts';
import { hashesOf, setColumns, settable } from './write-rows.ts';

const rowsAtOnce = 1_000;
const examplesMax = 5;

/**
 * Takes back in one transaction what was copied: rows that came are deleted by key, rows that were changed are set back.
 * One that somebody has touched since, or that others refer to, is left and named; nothing of anybody else goes with it.
 */
export async function undoCopyBack(
  target: pg.Client,
  ledger: Ledger,
  pairs: readonly Pair[],
  effort: Effort,
  { lockWaitMs, beforeCommit }: Writing,
): Promise<CopyBackUndone> {
  const xid = await beginWriting(target, lockWaitMs);
  const triggers = pairs.flatMap((pair) => pair.target.triggers);
  await switchOff(target, triggers);
  const taken = await TakenBack.open(ledger);
  const left = new Leftovers();
  for (const pair of pairs) await chooseUntouched(target, ledger, taken, left, pair);
  await spareReferred(target, taken, pairs, (pair, rows, by) =>
    left.add(pair, `rows of ${by} refer to them now`, rows),
  );
  effort.progress('taking the rows back');
  const restored = await restoreRows(target, taken, pairs);
  for (const pair of pairs) await cutReferences(target, taken, pair);
  const deleted = await deleteRows(target, taken, pairs);
  await target.query('SET CONSTRAINTS ALL IMMEDIATE');
  await switchOn(target, triggers);
  await ledger.announce('undone_xid', xid);
  effort.progress('checked and announced, not yet committed');
  await beforeCommit();
  await target.query('COMMIT');
  effort.progress('committed');
  return { deleted, restored, left: left.all };
}

/** Locks each row and looks whether it is as we left it. */
async function chooseUntouched(
  target: pg.Client,
  ledger: Ledger,
  taken: TakenBack,
  left: Leftovers,
  pair: Pair,
): Promise<void> {
  for await (const rows of ledger.read(pair.place, () => rowsAtOnce)) {
    const standing = await hashesOf(target, pair, rows, 'FOR UPDATE OF t');
    const isAsWeLeft = (row: LedgerRow, index: number) => standing[index]?.[1] === row.afterHash;
    await taken.add(rows.filter(isAsWeLeft));
    left.add(
      pair,
      'changed since they were copied',
      rows.filter((row, index) => standing[index] !== null && !isAsWeLeft(row, index)),
    );
    left.add(
      pair,
      'gone already',
      rows.filter((_, index) => standing[index] === null),
    );
  }
}

async function restoreRows(target: pg.Client, taken: TakenBack, pairs: readonly Pair[]): Promise<number> {
  let restored = 0;
  for (const pair of pairs) {
    for await (const rows of taken.read(pair.place, 'restored', rowsAtOnce)) {
      await setColumns(
        target,
        pair,
        settable(pair),
        rows.map((row) => row.former ?? []),
      );
      restored += rows.length;
    }
  }
  return restored;
}

/** Rows in a circle let go of each other first. */
async function cutReferences(target: pg.Client, taken: TakenBack, pair: Pair): Promise<void> {
  if (pair.nullFirst.length === 0) return;
  const set = pair.nullFirst.map((column) => `${quoteName(column)} = NULL`).join(', ');
  for await (const rows of taken.read(pair.place, 'deleted', rowsAtOnce)) {
    await target.query(
      `UPDATE ${fromTable(pair.target)} SET ${set} FROM ${unnestKeys(pair.target, pair.key)} WHERE ${sameKey(pair.key)}`,
      keysOf(pair, rows),
    );
  }
}

/** Children first. */
async function deleteRows(target: pg.Client, taken: TakenBack, pairs: readonly Pair[]): Promise<number> {
  let deleted = 0;
  for (const pair of [...pairs].reverse()) {
    for await (const rows of taken.read(pair.place, 'deleted', rowsAtOnce)) {
      await target.query(
        `DELETE FROM ${fromTable(pair.target)} USING ${unnestKeys(pair.target, pair.key)} WHERE ${sameKey(pair.key)}`,
        keysOf(pair, rows),
      );
      deleted += rows.length;
    }
  }
  return deleted;
}

function keysOf({ key }: Pair, rows: readonly LedgerRow[]): (string | null)[][] {
  return inColumns(
    rows.map((row) => row.key),
    key.length,
  );
}

/** What stays, counted by table and reason. */
class Leftovers {
  readonly all: { table: string; why: string; rows: number; examples: string[] }[] = [];

  add({ table }: Pair, why: string, rows: readonly LedgerRow[]): void {
    if (rows.length === 0) return;
    let entry = this.all.find((each) => each.table === table && each.why === why);
    if (entry === undefined) {
      entry = { table, why, rows: 0, examples: [] };
      this.all.push(entry);
    }
    entry.rows += rows.length;
    for (const row of rows.slice(0, examplesMax - entry.examples.length)) entry.examples.push(keyText(row.key));
  }
}
