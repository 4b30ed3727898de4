import { z } from 'zod';
import { rowsToCopy } from '../domain/copy-back.ts';
import { RecourseError } from '../domain/errors.ts';
import { Digest } from '../domain/ids.ts';
import type { Plan } from '../domain/plan.ts';
import type { Check, Given, GrantedStep } from '../engine/step.ts';
import type { CopyBackStanding, CopyBackUndone } from '../ports/copy-back.ts';
import { planOf } from './plan-of.ts';

const Intent = z.object({ id: z.string(), digest: Digest });
/** `tookMs` is null where the copy was found done after a crash. */
const Outcome = z.object({ id: z.string(), rows: z.number().int(), tookMs: z.number().int().nullable() });
type Intent = z.infer<typeof Intent>;
type Outcome = z.infer<typeof Outcome>;

/**
 * Write the rows that the dry run showed, in one transaction, and compare each with its source by hash (B9). The number of
 * that transaction was announced before it committed, so the server itself tells after a crash whether it happened.
 */
export const copyRowsBack = {
  name: 'copy-rows-back',
  title: 'Copy the rows back',
  needs: 'grant',
  intent: Intent,
  outcome: Outcome,
  check: async (given) => {
    const { id, report } = dryRunOf(given);
    return judge(await given.ports.copyBack.standing(id, given.effort), {
      intent: { id, digest: report.digest },
      done: { id, rows: rowsToCopy(report), tookMs: null },
    });
  },
  run: async ({ ports, grant, effort }, intent) => ({
    id: intent.id,
    ...(await ports.copyBack.apply(intent, grant, effort)),
  }),
  verify: async ({ ports, effort }, { id }) => ports.copyBack.verify(id, effort),
  undo: async ({ ports, effort }, { id }) => sayUndone(await ports.copyBack.undo(id, effort)),
} as const satisfies GrantedStep<Intent, Outcome>;

function judge(
  standing: CopyBackStanding,
  { intent, done }: { readonly intent: Intent; readonly done: Outcome },
): Check<Intent, Outcome> {
  switch (standing) {
    case 'planned':
      return { kind: 'to-do', intent };
    case 'applied':
      return { kind: 'already-done', outcome: done };
    case 'cannot-tell':
      return {
        kind: 'cannot-tell',
        say: 'The server no longer knows what became of the transaction that copied the rows.',
      };
    case 'under-way':
      return refused('A transaction of ours has not ended yet.', 'Try this step again in a moment.');
    case 'undone':
      return refused('These rows were copied and taken back again.', again);
    case 'unknown':
      return refused('The keys of the dry run are no longer there.', again);
  }
}

const again = 'Stop this recovery and choose the path again: a new dry run is made.';

function refused(say: string, hint: string): Check<Intent, Outcome> {
  return { kind: 'refused', say, hint, findings: [{ check: 'copy', result: 'failed', say }] };
}

function dryRunOf({ incident }: Given): NonNullable<Plan['copyBack']> {
  const { copyBack } = planOf(incident);
  if (copyBack !== undefined) return copyBack;
  throw new RecourseError(`The plan of ${incident.id} has no dry run of a copy.`, {
    code: 'journal-corrupt',
    hint: `Run "recourse incident verify ${incident.id}".`,
    facts: { incident: incident.id },
  });
}

/** What stays is named: nobody's work goes with what is taken back. */
function sayUndone({ deleted, restored, left }: CopyBackUndone): string {
  const stays = left.map(({ table, why, rows, examples }) => `${rows} of ${table} (${why}: ${examples.join('; ')})`);
  const rest = stays.length === 0 ? '' : ` Left as they are: ${stays.join(', ')}.`;
  return `${deleted} copied rows were deleted again, ${restored} changed ones have their former content.${rest}`;
}
