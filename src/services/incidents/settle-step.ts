import type { EntryBody } from '../../domain/entry.ts';
import type { IncidentId } from '../../domain/ids.ts';
import type { Incident } from '../../domain/incident.ts';
import type { StepName } from '../../domain/plan.ts';
import { granted, type Refusal, refused, type Verdict } from '../../domain/verdict.ts';
import { stepOf } from '../../engine/next-move.ts';
import { waitsForPerson } from '../../policy/action-barriers.ts';
import { stepRegistry } from '../../steps/registry.ts';
import { act } from '../act.ts';
import type { House } from '../house.ts';
import type { Asking } from '../use-cases.ts';

interface Settling {
  readonly incident: IncidentId;
  readonly step: StepName;
  readonly how: 'retry' | 'mark-done' | 'undo';
  readonly why?: string;
}

const actions = { retry: 'retry-step', 'mark-done': 'mark-step-done', undo: 'undo-step' } as const;

/** A step that failed, or that nobody can tell about, waits for a person who says how it goes on. */
export async function settleStep(house: House, asking: Asking, given: Settling): Promise<Verdict<Incident>> {
  return act(house, asking, given.incident, actions[given.how], (incident) => {
    if (!waitsForPerson(stepOf(incident, given.step))) return refused(notWaiting(incident, given.step));
    return settlements[given.how](incident, given);
  });
}

const settlements: Readonly<Record<Settling['how'], (incident: Incident, given: Settling) => Verdict<EntryBody[]>>> = {
  retry: (_, { step, why }) =>
    granted([{ kind: 'step-reopened', step, why: why ?? 'A person asked for another try.' }]),
  'mark-done': (incident, given) => {
    if (!mayBeMarkedDone(given.step)) return refused(readByOthers(given.step));
    const say = given.why ?? 'A person looked and says that it is done.';
    const { findings } = stepOf(incident, given.step);
    return granted([
      {
        kind: 'step-done',
        step: given.step,
        outcome: {},
        found: true,
        findings: [...findings, { check: 'by a person', result: 'warned', say }],
      },
    ]);
  },
  // What one step began is taken back with all that the execution began before it: half a recovery is no state to stay in.
  undo: (incident, { step, why }) => {
    if (incident.phase === 'executing')
      return granted([{ kind: 'execution-abandoned', why: why ?? `${step} is taken back.` }]);
    if (incident.phase === 'standing-by')
      return granted([{ kind: 'step-reopened', step, why: why ?? 'A person asked to take it back again.' }]);
    return refused(nothingToUndo(step));
  },
};

/** Later steps read what some steps found; a person's word cannot stand in for that. */
export function mayBeMarkedDone(step: StepName): boolean {
  return stepRegistry.get(step)?.outcome.safeParse({}).success ?? false;
}

function notWaiting(incident: Incident, step: StepName): Refusal {
  return {
    code: 'step-not-waiting',
    say: `"${titleOf(step)}" does not wait for anybody; it is ${stepOf(incident, step).status}.`,
    hint: '`/incident status` shows where each step stands.',
  };
}

function readByOthers(step: StepName): Refusal {
  return {
    code: 'bad-input',
    say: `"${titleOf(step)}" cannot be marked as done by hand: later steps need what it finds.`,
    hint: 'Mend what it names and let it run again, or stop the recovery.',
  };
}

function nothingToUndo(step: StepName): Refusal {
  return {
    code: 'wrong-phase',
    say: `"${titleOf(step)}" has touched nothing in production; there is nothing to take back.`,
    hint: 'Let it run again, choose another backup, or hold.',
  };
}

function titleOf(step: StepName): string {
  return stepRegistry.get(step)?.title ?? step;
}
