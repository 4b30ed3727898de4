import { Promotion, SwapIntent } from '../domain/database.ts';
import { RecourseError } from '../domain/errors.ts';
import { anyFailed } from '../domain/finding.ts';
import { stepOf } from '../engine/next-move.ts';
import type { Given, GrantedStep } from '../engine/step.ts';
import { copyToPromote } from './copy-to-promote.ts';
import { planOf } from './plan-of.ts';

/** PostgreSQL cuts names at 63 bytes. */
const NAME_BYTES_MAX = 63;

/**
 * Make the validated copy the production database: two renames in one transaction behind a closed gate (G7). The
 * replaced database is kept under a dated name. The catalogue's oids tell after a crash how far it came.
 */
export const promoteCopy = {
  name: 'promote-copy',
  title: 'Promote the copy',
  needs: 'grant',
  intent: SwapIntent,
  outcome: Promotion,
  check: async (given, begun) => {
    const earlier = begun === null ? earlierIntent(given) : null;
    if (earlier !== null && (await given.ports.swap.standing(earlier)) === 'swapped') {
      // It may have failed for this alone: the pooler did not let its clients go on.
      await given.ports.swap.reopen(earlier, given.effort);
      return { kind: 'already-done', outcome: found(earlier) };
    }
    const intent = begun ?? intentOf(given);
    const standing = await given.ports.swap.standing(intent);
    if (standing === 'swapped') {
      // A promoter that was killed after the swap left a pooler paused; opening what is open does no harm.
      if (begun !== null) await given.ports.swap.reopen(intent, given.effort);
      return { kind: 'already-done', outcome: found(intent) };
    }
    if (standing === 'cannot-tell') {
      return {
        kind: 'cannot-tell',
        say: `Neither ${intent.productionName} nor ${intent.copyName} is where the plan left it.`,
      };
    }
    if (standing === 'gate-closed') await given.ports.swap.reopen(intent, given.effort);
    const findings = await given.ports.swap.preflight(intent);
    if (!anyFailed(findings)) return { kind: 'to-do', intent };
    return {
      kind: 'refused',
      say: 'The swap is blocked.',
      hint: 'Clear what is named below and try this step again. Production has not been touched; writes are still frozen.',
      findings,
    };
  },
  run: async (given, intent) => {
    const copy = copyToPromote(given);
    const swapped = await given.ports.swap.promote(intent, copy, given.grant, given.effort);
    return { ...found(intent), ...swapped };
  },
  verify: async ({ ports }, { production, keptName }) => {
    const now = await ports.evidence.production();
    return [
      now.oid === production
        ? {
            check: 'promotion',
            result: 'passed',
            say: `${now.name} is the restored copy now; the replaced database is kept as ${keptName}`,
          }
        : {
            check: 'promotion',
            result: 'failed',
            say: `${now.name} has oid ${now.oid}, the promoted copy had ${production}`,
          },
    ];
  },
  undo: async ({ ports, effort }, intent) => {
    // Only the renames tell whether it happened; a promotion that took effect is taken back by a person's decision alone.
    if ((await ports.swap.standing(intent)) === 'swapped') throw promotedAlready(intent);
    await ports.swap.reopen(intent, effort);
    return 'The gate is open; production is the database that it was.';
  },
} as const satisfies GrantedStep<SwapIntent, Promotion>;

function promotedAlready({ productionName, keptName }: SwapIntent): RecourseError {
  return new RecourseError(
    `${productionName} is the restored copy already; the database that it replaced is kept as ${keptName}.`,
    {
      code: 'swap-interrupted',
      hint: 'Go on with the restored data, or let somebody who may decide swap the names back.',
      facts: { production: productionName, kept: keptName },
    },
  );
}

/**
 * What an attempt of this plan set out to do that was told as failed. It may have happened all the same: the server went
 * away with the answer to the commit, and could not be asked then.
 */
function earlierIntent({ incident }: Given): SwapIntent | null {
  return SwapIntent.safeParse(stepOf(incident, promoteCopy.name).intent).data ?? null;
}

function intentOf(given: Given): SwapIntent {
  const { target } = planOf(given.incident);
  const copy = copyToPromote(given);
  return SwapIntent.parse({
    productionName: target.database,
    productionOid: target.oid,
    copyName: copy.name,
    copyOid: copy.oid,
    keptName: nameToKeep(target.database, given),
    systemIdentifier: target.systemIdentifier,
  });
}

/** `promptrefine_replaced_20261121_1134_inc7`, and `…_inc7r2` for its second plan: one incident may swap twice in a minute. */
function nameToKeep(database: string, { incident, now }: Given): string {
  const stamp = now.toISOString().slice(0, 16).replace(/[-:]/g, '').replace('T', '_');
  const revision = incident.proposed?.revision ?? 1;
  const plan = `${incident.id.toLowerCase().replace('-', '')}${revision > 1 ? `r${revision}` : ''}`;
  const tail = `_replaced_${stamp}_${plan}`;
  return `${cutToBytes(database, NAME_BYTES_MAX - tail.length)}${tail}`;
}

function cutToBytes(text: string, bytesMax: number): string {
  let kept = '';
  for (const letter of text) {
    if (new TextEncoder().encode(kept + letter).length > bytesMax) break;
    kept += letter;
  }
  return kept;
}

function found(intent: SwapIntent): Promotion {
  return { production: intent.copyOid, keptName: intent.keptName, gateClosedMs: null, sessionsEnded: null };
}
