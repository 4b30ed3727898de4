import { RecourseError } from '../domain/errors.ts';
import type { Incident } from '../domain/incident.ts';
import { cutBetweenSigns } from '../domain/kept-text.ts';
import { theBot } from '../domain/person.ts';
import { granted } from '../domain/verdict.ts';
import type { Run } from './conduct-incident.ts';
import { type Move, stepOf } from './next-move.ts';
import { wordsOf } from './run-step.ts';

/** Losing the lease or the fence is nobody's trouble: another conductor goes on. */
const handedOver: ReadonlySet<string> = new Set(['lease-lost', 'fenced-off']);

/**
 * A move that could not even be tried is tried again every few seconds. Once per attempt it is also said, because people
 * who look at a recovery that stands still must know what it waits for.
 */
export async function sayItWaits(run: Run, incident: Incident, move: Move, error: unknown): Promise<void> {
  if (!('step' in move) || run.signal.aborted) return;
  if (!(error instanceof RecourseError) || handedOver.has(error.code)) return;
  const title = run.steps.get(move.step)?.title ?? move.step;
  const doing = move.kind === 'undo-step' ? `taking back "${title}"` : `"${title}"`;
  const { say, hint } = wordsOf(error);
  const text = `Recourse cannot go on with ${doing} at the moment: ${say} ${hint} It tries again every few seconds by itself.`;
  const attempt = `${move.kind}/${move.step}/${stepOf(incident, move.step).attempts}`;
  await run.journal.append(
    run.lease.id,
    () => granted({ drafts: [{ by: theBot, body: { kind: 'note-added', text: cutBetweenSigns(text, NOTE_MAX) } }] }),
    { fence: run.lease.fence, once: `${run.lease.id}/waits/${attempt}` },
  );
}

/** As long as a note may be. */
const NOTE_MAX = 3_000;
