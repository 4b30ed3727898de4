import type { EntryBody } from '../domain/entry.ts';
import type { Incident } from '../domain/incident.ts';
import type { StepName } from '../domain/plan.ts';
import type { Run } from './conduct-incident.ts';
import { givenFor } from './given.ts';
import { stepOf } from './next-move.ts';
import { checked, definitionOf, record, settled } from './run-step.ts';
import type { Given, StepDefinition } from './step.ts';
import { attemptUndo } from './undo-step.ts';

/**
 * A step was left in the middle, and it may not go on now. What took effect is recorded; what was half done is taken
 * back, so that the step can begin anew once it may.
 */
export async function settleBegun(run: Run, incident: Incident, name: StepName): Promise<void> {
  const step = definitionOf(run, name);
  const given = givenFor(run, incident, name);
  const state = stepOf(incident, name);
  const intent = step.intent.parse(state.intent);
  const check = await checked(run, () => step.check(given as never, intent));
  await record(run, state, check.kind === 'to-do' ? await takenBack(run, step, given, intent) : settled(name, check));
}

async function takenBack(run: Run, { name, undo }: StepDefinition, given: Given, intent: unknown): Promise<EntryBody> {
  const why = 'It had begun and was not finished when it was stopped; nothing of it is left.';
  const reopened: EntryBody = { kind: 'step-reopened', step: name, why };
  if (typeof undo !== 'function') return reopened;
  const undone = await attemptUndo(run, name, () => undo(given, intent));
  return undone.kind === 'step-undone' ? reopened : undone;
}
