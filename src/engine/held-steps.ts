import type { Draft } from '../domain/entry.ts';
import type { Incident } from '../domain/incident.ts';
import { theBot } from '../domain/person.ts';
import type { StepName } from '../domain/plan.ts';
import { granted } from '../domain/verdict.ts';
import type { Run } from './conduct-incident.ts';
import { givenFor } from './given.ts';
import { stepOf } from './next-move.ts';
import type { GrantedStep, StepDefinition } from './step.ts';

/**
 * A held effect (a freeze) ends with the process that holds it. Before a step that rests on it runs, it is looked for;
 * where it has gone, it and every finished step since are opened again, because the world may have moved meanwhile.
 *
 * @returns true when steps were opened again, so that the next move has to be decided anew
 */
export async function dropLostHolds(run: Run, incident: Incident, next: StepName): Promise<boolean> {
  const order = incident.proposed?.plan.steps ?? [];
  for (const name of order.slice(0, Math.max(0, order.indexOf(next)))) {
    const step = run.steps.get(name);
    if (step === undefined || !needsLooking(step, incident)) continue;
    if (await happenedAnyway(run, incident, step.held.until)) return false;
    const given = givenFor(run, incident, name);
    if (await step.held.isHeld(given)) continue;
    await takeBackBegun(run, incident, step.held.until);
    await reopen(run, order.slice(order.indexOf(name), order.indexOf(step.held.until) + 1));
    return true;
  }
  return false;
}

type Held = StepDefinition & { readonly held: NonNullable<GrantedStep<unknown, unknown>['held']> };

function needsLooking(step: StepDefinition, incident: Incident): step is Held {
  if (step.needs !== 'grant' || step.held === undefined) return false;
  return stepOf(incident, step.name).status === 'done' && stepOf(incident, step.held.until).status !== 'done';
}

/**
 * The step that the hold waits for may have taken effect just before the crash, or in an attempt that was told as failed
 * because nobody could look: then the hold is not needed any more.
 */
async function happenedAnyway(run: Run, incident: Incident, until: StepName): Promise<boolean> {
  const state = stepOf(incident, until);
  const step = run.steps.get(until);
  const mayHave = state.status === 'running' || (state.status === 'pending' && state.intent !== null);
  if (step === undefined || !mayHave) return false;
  const check = await step.check(givenFor(run, incident, until) as never, step.intent.parse(state.intent));
  return check.kind === 'already-done' || check.kind === 'cannot-tell';
}

async function takeBackBegun(run: Run, incident: Incident, until: StepName): Promise<void> {
  const state = stepOf(incident, until);
  const step = run.steps.get(until);
  if (step === undefined || state.status !== 'running' || typeof step.undo !== 'function') return;
  await step.undo(givenFor(run, incident, until), step.intent.parse(state.intent));
}

async function reopen(run: Run, names: readonly StepName[]): Promise<void> {
  const why = 'The freeze ended with the process that held it; it is taken again.';
  await run.journal.append(
    run.lease.id,
    (incident) =>
      granted({
        drafts: names
          .filter((name) => ['done', 'running'].includes(stepOf(incident, name).status))
          .map((step): Draft => ({ by: theBot, body: { kind: 'step-reopened', step, why } })),
      }),
    { fence: run.lease.fence },
  );
}
