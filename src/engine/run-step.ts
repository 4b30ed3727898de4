import type { EntryBody } from '../domain/entry.ts';
import { RecourseError } from '../domain/errors.ts';
import { anyFailed, type Finding } from '../domain/finding.ts';
import type { Incident } from '../domain/incident.ts';
import { theBot } from '../domain/person.ts';
import type { StepName } from '../domain/plan.ts';
import { granted } from '../domain/verdict.ts';
import { grantOf } from '../policy/grant.ts';
import type { Run } from './conduct-incident.ts';
import { givenFor } from './given.ts';
import { stepOf } from './next-move.ts';
import type { Check, Given, StepDefinition } from './step.ts';

/**
 * Intent, effect, outcome (I2). A step that was found running is first asked whether its effect happened (I5); one that
 * fails in the middle is asked the same before it counts as failed.
 */
export async function runStep(run: Run, incident: Incident, name: StepName): Promise<void> {
  const step = definitionOf(run, name);
  const given = grantedFor(step, incident, givenFor(run, incident, name));
  const begun = begunIntent(step, incident);
  const check = await checked(() => step.check(given as never, begun));
  if (check.kind !== 'to-do') return record(run, name, settled(name, check));

  const attempt = stepOf(incident, name).attempts + 1;
  await record(run, name, { kind: 'step-began', step: name, attempt, fence: run.lease.fence, intent: check.intent });
  await recordOutcome(run, name, attempt, await effect(run, step, given, check.intent));
}

/** The effect itself, and what it came to. Only losing the lease throws: then another conductor records it. */
async function effect(run: Run, step: StepDefinition, given: Given, intent: unknown): Promise<EntryBody> {
  try {
    const outcome = await step.run(given as never, intent);
    const findings = await step.verify(given as never, outcome);
    if (anyFailed(findings)) return failed(step.name, problemIn(findings), findings);
    return { kind: 'step-done', step: step.name, outcome, findings: [...findings], found: false };
  } catch (error) {
    if (run.signal.aborted) throw run.signal.reason instanceof RecourseError ? run.signal.reason : error;
    return afterError(step, given, intent, error);
  }
}

/** An error does not say whether the effect happened: the connection may have gone after the commit. */
async function afterError(step: StepDefinition, given: Given, intent: unknown, error: unknown): Promise<EntryBody> {
  const check = await checked(() => step.check(given as never, intent));
  if (check.kind === 'already-done' || check.kind === 'cannot-tell') return settled(step.name, check);
  return failed(step.name, wordsOf(error), []);
}

function settled(step: StepName, check: Exclude<Check<unknown, unknown>, { kind: 'to-do' }>): EntryBody {
  switch (check.kind) {
    case 'already-done':
      return { kind: 'step-done', step, outcome: check.outcome, findings: [...(check.findings ?? [])], found: true };
    case 'cannot-tell':
      return { kind: 'step-became-unknown', step, say: check.say };
    case 'refused':
      return failed(step, { code: 'check-failed', say: check.say, hint: check.hint }, check.findings);
  }
}

/** A check that cannot even look is a failure with its own words, not a crash of the conductor. */
async function checked(ask: () => Promise<Check<unknown, unknown>>): Promise<Check<unknown, unknown>> {
  try {
    return await ask();
  } catch (error) {
    const { say, hint } = wordsOf(error);
    return { kind: 'refused', say, hint, findings: [] };
  }
}

async function record(run: Run, step: StepName, body: EntryBody): Promise<void> {
  await run.journal.append(
    run.lease.id,
    // Nothing begins that a person has stopped in the meantime; what has begun is always recorded.
    (incident) => granted({ drafts: isStopped(incident, body) ? [] : [{ by: theBot, body }] }),
    { fence: run.lease.fence },
  );
  if (body.kind === 'step-began') await mayStillRun(run, step);
}

/** A step that was opened again while it ran (another backup was chosen) has an outcome that nobody asks for any more. */
async function recordOutcome(run: Run, step: StepName, attempt: number, body: EntryBody): Promise<void> {
  await run.journal.append(
    run.lease.id,
    (incident) => {
      const { status, attempts } = stepOf(incident, step);
      return granted({ drafts: status === 'running' && attempts === attempt ? [{ by: theBot, body }] : [] });
    },
    { fence: run.lease.fence },
  );
}

function isStopped(incident: Incident, body: EntryBody): boolean {
  return body.kind === 'step-began' && incident.objections.length > 0;
}

async function mayStillRun(run: Run, step: StepName): Promise<void> {
  const incident = await run.journal.incident(run.lease.id);
  if (incident !== null && stepOf(incident, step).status === 'running') return;
  throw new RecourseError(`${step} was stopped before it began.`, {
    code: 'lease-lost',
    hint: 'Nothing was done; the card says who stopped it.',
  });
}

function definitionOf(run: Run, name: StepName): StepDefinition {
  const step = run.steps.get(name);
  if (step !== undefined) return step;
  throw new RecourseError(`This version of Recourse does not know the step "${name}".`, {
    code: 'journal-corrupt',
    hint: 'Start the version that wrote the plan, or a newer one.',
    facts: { step: name },
  });
}

function grantedFor(step: StepDefinition, incident: Incident, given: Given): Given {
  if (step.needs === 'nothing') return given;
  const grant = grantOf(incident);
  if (grant !== null) return { ...given, grant } as Given;
  throw new RecourseError(`${step.name} changes production and ${incident.id} has no grant for it.`, {
    code: 'check-failed',
    hint: 'Somebody who may decide has to approve the plan as it stands.',
    facts: { incident: incident.id, step: step.name },
  });
}

function begunIntent(step: StepDefinition, incident: Incident): unknown {
  const state = stepOf(incident, step.name);
  return state.status === 'running' ? step.intent.parse(state.intent) : null;
}

function problemIn(findings: readonly Finding[]): { code: string; say: string; hint: string } {
  const bad = findings.filter((finding) => finding.result === 'failed');
  const more = bad.length > 1 ? ` (and ${bad.length - 1} more)` : '';
  return {
    code: 'validation-failed',
    say: `${bad[0]?.say ?? 'a check failed'}${more}`,
    hint: bad[0]?.hint ?? 'Look at the findings, mend what they name, and try this step again.',
  };
}

export function wordsOf(error: unknown): { code: string; say: string; hint: string } {
  if (error instanceof RecourseError) return { code: error.code, say: error.message, hint: error.hint };
  const say = error instanceof Error ? error.message : String(error);
  return {
    code: 'unexpected',
    say: say.slice(0, 1_000),
    hint: 'Look at the log of this moment; then try the step again.',
  };
}

function failed(
  step: StepName,
  error: { code: string; say: string; hint: string },
  findings: readonly Finding[],
): EntryBody {
  return { kind: 'step-failed', step, error, findings: [...findings] };
}
