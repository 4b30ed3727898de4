import { setTimeout as delay } from 'node:timers/promises';
import type { EntryBody } from '../domain/entry.ts';
import { RecourseError } from '../domain/errors.ts';
import type { Incident } from '../domain/incident.ts';
import type { StepName } from '../domain/plan.ts';
import type { Run } from './conduct-incident.ts';
import { stepOf } from './next-move.ts';

/** It did not fail: where it is wanted again, it begins anew, and nobody has to ask for that. */
export function afterCallOff(step: StepName): EntryBody {
  const why = 'It was stopped because it was not needed any more. Where it is needed again, it begins anew.';
  return { kind: 'step-reopened', step, why };
}

/** How soon a step that nobody wants any more is stopped. */
const LOOK_MS = 500;

/**
 * Watches, while a safe step runs, whether somebody still wants it: another backup or another way back was chosen, or the
 * recovery was stopped or the incident closed. What it does then would only keep people waiting. Steps under a grant are
 * never cut off in the middle.
 */
export function watchForCallOff(run: Run, step: StepName): { readonly signal: AbortSignal; stop(): void } {
  const calledOff = new AbortController();
  const stopped = new AbortController();
  const watch = async () => {
    while (!stopped.signal.aborted && !run.signal.aborted) {
      await delay(LOOK_MS, undefined, { signal: stopped.signal }).catch(() => undefined);
      // A store that is away says nothing about what people want.
      const incident = await run.journal.incident(run.lease.id).catch(() => null);
      if (incident !== null && !isWanted(run, incident, step)) return calledOff.abort(wasCalledOff(step));
    }
  };
  void watch();
  return { signal: calledOff.signal, stop: () => stopped.abort() };
}

function isWanted(run: Run, incident: Incident, step: StepName): boolean {
  if (stepOf(incident, step).status !== 'running') return false;
  if (incident.phase === 'preparing') return run.preparationOf(incident).includes(step);
  return incident.phase === 'executing' && (incident.proposed?.plan.steps.includes(step) ?? false);
}

function wasCalledOff(step: StepName): RecourseError {
  return new RecourseError(`${step} was called off: it is not needed any more.`, {
    code: 'check-failed',
    hint: 'Nothing to do: what is needed instead is being prepared.',
    facts: { step },
  });
}
