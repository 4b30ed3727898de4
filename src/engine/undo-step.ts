import type { EntryBody } from '../domain/entry.ts';
import type { Incident } from '../domain/incident.ts';
import { theBot } from '../domain/person.ts';
import type { StepName } from '../domain/plan.ts';
import { granted } from '../domain/verdict.ts';
import type { Run } from './conduct-incident.ts';
import { refuseCutOff } from './cut-off.ts';
import { givenFor } from './given.ts';
import { stepOf } from './next-move.ts';
import { wordsOf } from './run-step.ts';

/** Takes back what a step began. Undoing twice is undoing once. */
export async function undoStep(run: Run, incident: Incident, name: StepName): Promise<void> {
  const step = run.steps.get(name);
  if (step === undefined || typeof step.undo !== 'function') return;
  const intent = step.intent.safeParse(stepOf(incident, name).intent);
  const undo = step.undo;
  const body = await attemptUndo(run, name, () => undo(givenFor(run, incident, name), intent.data));
  await run.journal.append(
    run.lease.id,
    (now) => granted({ drafts: stepOf(now, name).status === 'undone' ? [] : [{ by: theBot, body }] }),
    { fence: run.lease.fence },
  );
}

/** What cannot be taken back is said, and waits for a person. */
export async function attemptUndo(run: Run, step: StepName, undo: () => Promise<string>): Promise<EntryBody> {
  try {
    return { kind: 'step-undone', step, say: await undo() };
  } catch (error) {
    refuseCutOff(run, error);
    return { kind: 'step-became-unknown', step, say: `It could not be taken back: ${wordsOf(error).say}` };
  }
}
