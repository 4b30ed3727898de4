import type pg from 'pg';
import { copyBackDigest } from '../../../domain/copy-back.ts';
import { RecourseError } from '../../../domain/errors.ts';
import type { Digest } from '../../../domain/ids.ts';
import type { CopyBack, CopyBackStanding, CopyBackUndone } from '../../../ports/copy-back.ts';
import { type Effort, runKey } from '../../../ports/run-tag.ts';
import { refuseUnspendable } from '../../../ports/spend-grant.ts';
import type { Target } from '../connect.ts';
import { refuseWhenFencedOff, withControl } from '../control.ts';
import { listComparedTables } from '../loss-tables.ts';
import { withWorkSession } from '../work-session.ts';
import { applyCopyBack } from './apply.ts';
import { type Ledger, openLedger } from './ledger.ts';
import { refuseOther, withSides } from './open-sides.ts';
import { type Pair, pairTables } from './pairs.ts';
import { type KeptPlan, planCopyBack } from './plan.ts';
import { readStanding } from './standing.ts';
import { listCopyTables } from './tables.ts';
import { undoCopyBack } from './undo.ts';
import { verifyRows } from './verify.ts';

/**
 * Copies rows between databases of one cluster. Two sessions carry them, a third keeps the ledger in the control database;
 * whatever the size, little of it is in our memory at a time.
 */
export function createCopyBack(given: { readonly target: Target; readonly lockWaitMs: number }): CopyBack {
  const cluster = given.target;
  const writing = (ledger: Ledger, effort: Effort) => ({
    lockWaitMs: given.lockWaitMs,
    beforeCommit: () => mayStillAct(ledger.control, effort),
  });
  const withLedger = <Result>(id: string | null, effort: Effort, work: (ledger: Ledger) => Promise<Result>) =>
    withControl(cluster, effort.tag, async (control) => {
      const run = runKey(effort.tag);
      return work(await openLedger(control, `${run} ${id ?? 'passing'}`, id !== null));
    });
  return {
    plan: ({ id, ...wanted }, effort) =>
      withLedger(id, effort, (ledger) =>
        withSides(cluster, { ...wanted, doing: 'The dry run of the copy' }, effort, async (sides) => {
          await ledger.begin(runKey(effort.tag));
          const plan = await planCopyBack(sides, ledger, wanted, effort);
          await ledger.keep(plan);
          return plan.report;
        }),
      ),
    standing: (id, effort) =>
      withLedger(id, effort, async (ledger) => readStanding(ledger.control, await ledger.recall())),
    apply: ({ id, digest }, grant, effort) => {
      refuseUnspendable(grant, effort);
      const beganAt = performance.now();
      return withLedger(id, effort, async (ledger) => {
        const plan = await planAsVoted(ledger, digest);
        const rows = await withSides(cluster, { ...plan, doing: 'Copying rows back' }, effort, async (sides) => {
          // Connected first, fence read second: a session that a newer conductor did not see has not yet done anything.
          await refuseWhenFencedOff(ledger.control, effort.tag);
          return applyCopyBack(sides, ledger, plan, effort, writing(ledger, effort));
        });
        return { rows, tookMs: Math.round(performance.now() - beganAt) };
      });
    },
    verify: (id, effort) =>
      withTargetOf(cluster, id, 'Verifying copied rows', effort, withLedger, async (target, ledger, pairs) => {
        await target.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
        return verifyRows(target, ledger, pairs);
      }),
    undo: (id, effort) =>
      undo({ cluster, id, withLedger }, effort, (target, ledger, pairs) =>
        undoCopyBack(target, ledger, pairs, effort, writing(ledger, effort)),
      ),
  };
}

type WithLedger = <Result>(
  id: string | null,
  effort: Effort,
  work: (ledger: Ledger) => Promise<Result>,
) => Promise<Result>;

async function undo(
  { cluster, id, withLedger }: { readonly cluster: Target; readonly id: string; readonly withLedger: WithLedger },
  effort: Effort,
  takeBack: (target: pg.Client, ledger: Ledger, pairs: readonly Pair[]) => Promise<CopyBackUndone>,
): Promise<CopyBackUndone> {
  const standing = await withLedger(id, effort, async (ledger) => readStanding(ledger.control, await ledger.recall()));
  if (nothingStands.has(standing)) return { deleted: 0, restored: 0, left: [] };
  if (standing !== 'applied') throw notTold(standing);
  return withTargetOf(cluster, id, 'Taking copied rows back', effort, withLedger, async (target, ledger, pairs) => {
    await refuseWhenFencedOff(ledger.control, effort.tag);
    return takeBack(target, ledger, pairs);
  });
}

const nothingStands: ReadonlySet<CopyBackStanding> = new Set(['unknown', 'planned', 'undone']);

/** A last look at the fence; after it only the COMMIT is left, and a newer conductor ends our session first. */
async function mayStillAct(control: pg.Client, effort: Effort): Promise<void> {
  effort.signal.throwIfAborted();
  await refuseWhenFencedOff(control, effort.tag);
}

/** A session on the database that rows were copied into, with its tables in the order of writing. */
function withTargetOf<Result>(
  cluster: Target,
  id: string,
  doing: string,
  effort: Effort,
  withLedger: WithLedger,
  work: (target: pg.Client, ledger: Ledger, pairs: readonly Pair[]) => Promise<Result>,
): Promise<Result> {
  return withLedger(id, effort, async (ledger) => {
    const plan = await planOf(ledger);
    return withWorkSession({ target: cluster, database: plan.into.name, doing }, effort, async (target) => {
      await refuseOther(target, plan.into);
      return work(target, ledger, await pairsOf(target, plan));
    });
  });
}

/** The source may be gone by now; the target's own tables say all that is needed. */
async function pairsOf(target: pg.Client, plan: KeptPlan): Promise<Pair[]> {
  const ground = pairTables(await listComparedTables(target, null), await listCopyTables(target));
  return plan.tables.map(({ place, table, columns }) => {
    const pair = ground.pairs.find((each) => each.table === table);
    const has = pair?.target.columns.map(({ name }) => name) ?? [];
    if (pair !== undefined && columns.every((column) => has.includes(column))) return { ...pair, place, columns };
    throw new RecourseError(`${table} is not the table any more that rows were copied into.`, {
      code: 'check-failed',
      hint: 'It was altered meanwhile. Look at the rows by hand; the journal names the tables.',
      facts: { table },
    });
  });
}

async function planOf(ledger: Ledger): Promise<KeptPlan> {
  const kept = await ledger.recall();
  if (kept !== null) return kept.facts as KeptPlan;
  throw new RecourseError('There is no dry run to go by.', {
    code: 'not-found',
    hint: 'Make a new dry run first.',
    facts: { plan: ledger.plan },
  });
}

/** The dry run that was voted on, complete to the last row, and not applied yet. */
async function planAsVoted(ledger: Ledger, digest: Digest): Promise<KeptPlan> {
  const plan = await planOf(ledger);
  const standing = await readStanding(ledger.control, await ledger.recall());
  if (standing !== 'planned') throw notTold(standing);
  const sums = await ledger.sums();
  const tables = plan.report.tables.map((table) => {
    const place = plan.tables.find((each) => each.table === table.table)?.place;
    const sum = sums.find((each) => each.place === place);
    return { ...table, missing: 0, changed: 0, parents: 0, content: '0', ...sum, examples: table.examples };
  });
  const found = copyBackDigest({ ...plan.report, tables });
  if (plan.report.digest === digest && found === digest) return plan;
  throw new RecourseError('What would be copied is not what was voted on.', {
    code: 'check-failed',
    hint: 'Nothing was copied. Make a new dry run: what it shows then can be voted on.',
    facts: { voted: digest, found },
  });
}

function notTold(standing: CopyBackStanding): RecourseError {
  return new RecourseError(standings[standing], {
    code: 'check-failed',
    hint: 'Look at the rows by hand, and at pg_stat_activity for sessions of ours.',
    facts: { standing },
  });
}

const standings: Readonly<Record<CopyBackStanding, string>> = {
  unknown: 'There is no dry run to go by.',
  planned: 'Nothing has been copied yet.',
  'under-way': 'Another transaction of ours has not ended yet.',
  applied: 'These rows have been copied already.',
  undone: 'These rows were copied and taken back again.',
  'cannot-tell': 'The server no longer knows what became of the transaction.',
};
