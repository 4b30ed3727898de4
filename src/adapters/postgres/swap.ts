import type { SwapIntent, ValidatedCopy } from '../../domain/database.ts';
import { RecourseError } from '../../domain/errors.ts';
import { anyFailed, type Finding } from '../../domain/finding.ts';
import { Fence } from '../../domain/ids.ts';
import type { Swap } from '../../ports/databases.ts';
import type { Effort, RunTag } from '../../ports/run-tag.ts';
import { refuseUnspendable } from '../../ports/spend-grant.ts';
import { type Target, withClient } from './connect.ts';
import { holdFence, withControl } from './control.ts';
import { raiseSequences } from './parity-sequences.ts';
import { type Bouncer, pauseBouncer, resumeBouncer } from './pgbouncer.ts';
import { inspectCronJobs } from './swap-cron.ts';
import { type Exchange, exchange, openGate } from './swap-exchange.ts';
import { backwards, forwards, judgeStanding, lookAtSwap } from './swap-move.ts';
import { inspectSwap } from './swap-preflight.ts';
import { inTransaction } from './transaction.ts';

export interface SwapSetup {
  readonly target: Target;
  /** Where clients come through PgBouncer: they then see a stall instead of errors. */
  readonly bouncer: Bouncer | null;
}

/** For looking only; effects carry the tag of their run. */
const onlooker: RunTag = { run: 'onlooker', fence: Fence.parse(0) };

/** Makes a validated copy production by a gated swap of names, run from the control database. */
export function createSwap(setup: SwapSetup): Swap {
  const { target, bouncer } = setup;
  const standing = (intent: SwapIntent) =>
    withControl(target, onlooker, async (control) => judgeStanding(intent, await lookAtSwap(control, intent)));
  const preflight = async (intent: SwapIntent): Promise<Finding[]> => [
    ...(await withControl(target, onlooker, (control) => inspectSwap(control, intent))),
    ...(await inspectCronJobs(target, onlooker, intent.productionName)),
  ];
  return {
    preflight,
    standing,
    async promote(intent, copy, grant, effort) {
      refuseUnspendable(grant, effort);
      refuseOtherCopy(intent, copy);
      if (!(await makeReady(target, intent, effort.tag))) return finished(setup, effort.tag);
      return whilePaused(setup, effort, async () => {
        await raiseSequencesLast(target, intent, effort.tag);
        return exchange(target, forwards(intent), effort);
      });
    },
    async reopen(intent, { tag }) {
      await withControl(target, tag, (control) =>
        inTransaction(control, async () => {
          await holdFence(control, tag);
          await openGate(control, forwards(intent));
        }),
      );
      if (bouncer !== null) await resumeBouncer(bouncer, tag);
    },
    async undo(intent, grant, effort) {
      refuseUnspendable(grant, effort);
      const stands = await standing(intent);
      if (stands === 'cannot-tell')
        throw blocked('The databases do not stand where the swap left them.', 'Look at \\l in psql.');
      if (stands !== 'swapped') await finished(setup, effort.tag);
      else await whilePaused(setup, effort, () => exchange(target, backwards(intent), effort));
    },
  };
}

function refuseOtherCopy(intent: SwapIntent, copy: ValidatedCopy): void {
  if (copy.oid === intent.copyOid) return;
  throw blocked(
    `The validated copy is database ${copy.oid}, the plan names ${intent.copyOid}.`,
    'Prepare the plan again.',
  );
}

function refuseBlocked(findings: readonly Finding[]): void {
  if (!anyFailed(findings)) return;
  const failed = findings.filter((finding) => finding.result === 'failed');
  const hints = failed.map((finding) => finding.hint ?? '').filter((hint) => hint !== '');
  throw blocked(failed.map((finding) => finding.say).join(' '), hints.join(' '));
}

function blocked(say: string, hint: string): RecourseError {
  return new RecourseError(`The swap is blocked. ${say}`, { code: 'swap-blocked', hint });
}

/** Clients of PgBouncer wait from here on; whatever happens, they are let go again. */
async function whilePaused(setup: SwapSetup, effort: Effort, work: () => Promise<Exchange>): Promise<Exchange> {
  const { bouncer } = setup;
  if (bouncer === null) return work();
  await pauseBouncer(bouncer, effort.tag);
  try {
    return await work();
  } finally {
    await resumeBouncer(bouncer, effort.tag);
  }
}

/**
 * False where the swap is there already. Otherwise refuses what the preflight refuses, and opens both databases to us:
 * ready copies are kept closed, and a killed attempt may have left a closed gate.
 */
function makeReady(target: Target, intent: SwapIntent, tag: RunTag): Promise<boolean> {
  return withControl(target, tag, async (control) => {
    if (judgeStanding(intent, await lookAtSwap(control, intent)) === 'swapped') return false;
    refuseBlocked(await inspectSwap(control, intent));
    await inTransaction(control, async () => {
      await holdFence(control, tag);
      await openGate(control, forwards(intent));
    });
    return true;
  });
}

/**
 * Ids go on being given out under table locks (`nextval` takes none), so the copy's sequences are raised once more. What
 * our role may not read or set was named when the copy was brought to parity, before anybody approved.
 */
async function raiseSequencesLast(target: Target, intent: SwapIntent, tag: RunTag): Promise<void> {
  await withClient(target, tag, intent.productionName, (production) =>
    withClient(target, tag, intent.copyName, (copy) => raiseSequences(production, copy)),
  );
}

/** The names stand as they shall; only the clients that a killed process left waiting in PgBouncer still need to be let go. */
async function finished(setup: SwapSetup, tag: RunTag): Promise<Exchange> {
  if (setup.bouncer !== null) await resumeBouncer(setup.bouncer, tag);
  return { gateClosedMs: 0, sessionsEnded: 0 };
}
