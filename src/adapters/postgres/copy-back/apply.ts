import { RecourseError } from '../../../domain/errors.ts';
import type { Effort } from '../../../ports/run-tag.ts';
import { listComparedTables } from '../loss-tables.ts';
import type { Sides } from './find-rows.ts';
import type { Ledger } from './ledger.ts';
import { type Pair, pairTables } from './pairs.ts';
import { firing, type KeptPlan } from './plan.ts';
import { advanceSequences } from './sequences.ts';
import { listCopyTables } from './tables.ts';
import { switchOff, switchOn } from './triggers.ts';
import { noteWritten, pointAhead, writeRows } from './write-rows.ts';

export interface Writing {
  /** A lock is waited for no longer than this, in ms: what queues behind us would wait as well. */
  readonly lockWaitMs: number;
  /** The last look whether we still may; throws where we may not. */
  beforeCommit(): Promise<void>;
}

/**
 * Writes the ledger's rows in one transaction of the target. Its number is announced in the control database before it
 * commits, so that after a crash the server itself can say whether it did; nothing is left in the service's database.
 */
export async function applyCopyBack(
  { source, target }: Sides,
  ledger: Ledger,
  kept: KeptPlan,
  effort: Effort,
  { lockWaitMs, beforeCommit }: Writing,
): Promise<number> {
  await source.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
  const xid = await beginWriting(target, lockWaitMs);
  const pairs = await pairsAsPlanned({ source, target }, kept);
  const triggers = pairs.flatMap(firing);
  await switchOff(target, triggers);
  const total = kept.report.tables.reduce((sum, table) => sum + table.missing + table.changed + table.parents, 0);
  let written = 0;
  for (const pair of pairs) {
    await writeRows({ source, target }, ledger, pair, (rows) => {
      written += rows;
      effort.progress(`${pair.table}: ${written} of ${total} rows`);
    });
  }
  effort.progress('all rows are written, now checked');
  for (const pair of pairs) await pointAhead({ source, target }, ledger, pair);
  for (const pair of pairs) await noteWritten(target, ledger, pair);
  await advanceSequences(target, ledger, pairs);
  // Every foreign key is checked here; a trigger cannot be switched while a check is still waiting.
  await target.query('SET CONSTRAINTS ALL IMMEDIATE');
  await switchOn(target, triggers);
  await ledger.announce('applied_xid', xid);
  effort.progress('checked and announced, not yet committed');
  await beforeCommit();
  await target.query('COMMIT');
  effort.progress('committed');
  return written;
}

/** A transaction that writes, and its number. Deferrable constraints are checked at its end. */
export async function beginWriting(target: Sides['target'], lockWaitMs: number): Promise<string> {
  await target.query('BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE');
  await target.query(`SET LOCAL lock_timeout = ${Math.trunc(lockWaitMs)}; SET CONSTRAINTS ALL DEFERRED`);
  const { rows } = await target.query<{ xid: string }>('SELECT pg_current_xact_id()::text AS xid');
  if (rows[0] === undefined) throw new Error('a transaction that writes has a number');
  return rows[0].xid;
}

/** The tables as the dry run saw them. @throws RecourseError `check-failed` when one has changed since */
async function pairsAsPlanned(sides: Sides, kept: KeptPlan): Promise<Pair[]> {
  const ground = pairTables(await listComparedTables(sides.source, null), await listCopyTables(sides.target));
  return kept.tables.map(({ place, table, columns }) => {
    const pair = ground.pairs.find((each) => each.table === table);
    if (pair !== undefined && pair.columns.join('\0') === columns.join('\0')) return { ...pair, place };
    throw new RecourseError(`${table} is not the table any more that the dry run saw.`, {
      code: 'check-failed',
      hint: 'Its columns or its key were changed meanwhile. Nothing was copied; make a new dry run.',
      facts: { table, why: ground.refused.get(table) ?? 'other columns' },
    });
  });
}
