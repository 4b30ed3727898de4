import type { Incident, StepState, StepStatus } from '../domain/incident.ts';
import type { StepName } from '../domain/plan.ts';
import { pendingStep } from './fold-step.ts';

/** What a conductor does next with an incident. `rest` waits for a person or for the clock. */
export type Move =
  | { readonly kind: 'run-step'; readonly step: StepName }
  | { readonly kind: 'undo-step'; readonly step: StepName }
  | { readonly kind: 'settle-begun'; readonly step: StepName }
  | { readonly kind: 'propose' }
  | { readonly kind: 'record-recovery' }
  | { readonly kind: 'rest' };

const rest: Move = { kind: 'rest' };
const finished: ReadonlySet<StepStatus> = new Set(['done', 'skipped']);
const runnable: ReadonlySet<StepStatus> = new Set(['pending', 'running']);

/** Decides from the fold alone, so that whoever takes over decides the same. */
export function nextMove(
  incident: Incident,
  given: { readonly preparation: readonly StepName[]; isUndoable(step: StepName): boolean },
): Move {
  switch (incident.phase) {
    case 'preparing':
      return alongSteps(incident, given.preparation, incident.proposed === null ? { kind: 'propose' } : rest);
    case 'executing':
      if (incident.objections.length > 0 || incident.coolingUntil !== null) return settleBegun(incident);
      return alongSteps(incident, incident.proposed?.plan.steps ?? [], { kind: 'record-recovery' });
    case 'standing-by':
      return takeBack(incident, given.isUndoable);
    case 'deciding':
    case 'recovered':
    case 'closed':
      return rest;
  }
}

export function stepOf(incident: Incident, name: StepName): StepState {
  return incident.steps[name] ?? pendingStep(name);
}

/** The first unfinished step runs if it may; one that failed or is unknown waits for a person. */
function alongSteps(incident: Incident, names: readonly StepName[], afterwards: Move): Move {
  const open = names.map((name) => stepOf(incident, name)).find((step) => !finished.has(step.status));
  if (open === undefined) return names.length === 0 ? rest : afterwards;
  return runnable.has(open.status) ? { kind: 'run-step', step: open.name } : rest;
}

/**
 * Nothing new begins while somebody objects. But a step that a dead conductor left in the middle may have closed
 * production to everyone, and that does not wait for people to agree.
 */
function settleBegun(incident: Incident): Move {
  const names = incident.proposed?.plan.steps ?? [];
  const begun = names.find((name) => stepOf(incident, name).status === 'running');
  return begun === undefined ? rest : { kind: 'settle-begun', step: begun };
}

const tookBackOrAsks: ReadonlySet<StepStatus> = new Set(['undone', 'unknown', 'skipped']);

/** After an abandoned execution: what began is taken back, last first. What could not be taken back waits for a person. */
function takeBack(incident: Incident, isUndoable: (step: StepName) => boolean): Move {
  const begun = (incident.proposed?.plan.steps ?? [])
    .map((name) => stepOf(incident, name))
    .filter((step) => step.attempts > 0 && !tookBackOrAsks.has(step.status) && isUndoable(step.name));
  const last = begun.at(-1);
  return last === undefined ? rest : { kind: 'undo-step', step: last.name };
}
