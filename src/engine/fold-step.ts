import type { EntryBody } from '../domain/entry.ts';
import type { Incident, StepState, StepStatus } from '../domain/incident.ts';
import type { StepName } from '../domain/plan.ts';
import type { Told } from './fold.ts';
import { IllegalEntry } from './illegal-entry.ts';
import { nextStepStatus, type StepEntryKind } from './step-status.ts';

type StepBody = Extract<EntryBody, { kind: StepEntryKind }>;

export function isStepBody(body: EntryBody): body is StepBody {
  return body.kind.startsWith('step-');
}

/** A step as it is before anything was said of it. */
export function pendingStep(name: StepName): StepState {
  return {
    name,
    status: 'pending',
    attempts: 0,
    intent: null,
    outcome: null,
    findings: [],
    error: null,
    progress: null,
    beganAt: null,
    endedAt: null,
  };
}

export function freshSteps(names: readonly StepName[]): Record<StepName, StepState> {
  return Object.fromEntries(names.map((name) => [name, pendingStep(name)]));
}

/** The steps after one more entry about one of them. @throws IllegalEntry */
export function foldStep(incident: Incident, body: StepBody, entry: Told): Incident['steps'] {
  const before = incident.steps[body.step] ?? pendingStep(body.step);
  const status = nextStepStatus(before.status, body.kind);
  if (status === null)
    throw new IllegalEntry(incident.id, `${incident.phase}, ${body.step} ${before.status}`, body, entry.n);
  return { ...incident.steps, [body.step]: { ...stepAfter(before, body, entry), status } };
}

function stepAfter(before: StepState, body: StepBody, entry: Told): Omit<StepState, 'status'> & { status: StepStatus } {
  switch (body.kind) {
    case 'step-began':
      return {
        ...before,
        attempts: body.attempt,
        intent: body.intent,
        outcome: null,
        findings: [],
        error: null,
        progress: null,
        beganAt: entry.recordedAt,
        endedAt: null,
      };
    case 'step-progressed':
      return { ...before, progress: body.say };
    case 'step-done':
      return {
        ...before,
        outcome: body.outcome,
        findings: body.findings,
        error: null,
        progress: null,
        endedAt: entry.recordedAt,
      };
    case 'step-failed':
      return { ...before, findings: body.findings, error: body.error, progress: null, endedAt: entry.recordedAt };
    case 'step-became-unknown':
      return { ...before, progress: body.say, endedAt: entry.recordedAt };
    case 'step-skipped':
      return { ...before, progress: body.why, endedAt: entry.recordedAt };
    case 'step-undone':
      return { ...before, progress: body.say, endedAt: entry.recordedAt };
    case 'step-reopened':
      // What it set out to do is kept: an execution that is abandoned now may still have to take that back.
      return { ...pendingStep(before.name), attempts: before.attempts, intent: before.intent };
  }
}
