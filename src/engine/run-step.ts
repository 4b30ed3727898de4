import { canonicalJson } from '../domain/canonical.ts';
import type { EntryBody } from '../domain/entry.ts';
import { RecourseError } from '../domain/errors.ts';
import { anyFailed, type Finding } from '../domain/finding.ts';
import type { Incident, StepState } from '../domain/incident.ts';
import { cutBetweenSigns } from '../domain/kept-text.ts';
import { theBot } from '../domain/person.ts';
import type { StepName } from '../domain/plan.ts';
import { granted } from '../domain/verdict.ts';
import { grantOf } from '../policy/grant.ts';
import { afterCallOff, watchForCallOff } from './called-off.ts';
import type { Run } from './conduct-incident.ts';
import { refuseCutOff } from './cut-off.ts';
import { decideMove } from './decide-move.ts';
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
  const check = await checked(run, () => step.check(given as never, begun));
  if (check.kind !== 'to-do') return record(run, stepOf(incident, name), settled(name, check));
  const running = await begin(run, incident, name, check.intent);
  if (running !== null) await record(run, running, await effectWhileWanted(run, step, given, check.intent));
}

/** A safe step is stopped when nobody wants it any more; one under a grant runs to its end. */
async function effectWhileWanted(run: Run, step: StepDefinition, given: Given, intent: unknown): Promise<EntryBody> {
  if (step.needs === 'grant') return effect(run, step, given, intent);
  const watch = watchForCallOff(run, step.name);
  const signal = AbortSignal.any([given.effort.signal, watch.signal]);
  try {
    const body = await effect(run, step, { ...given, effort: { ...given.effort, signal } }, intent);
    return watch.signal.aborted && body.kind === 'step-failed' ? afterCallOff(step.name) : body;
  } finally {
    watch.stop();
  }
}

/** Writes the intent, and gives the step as it stands then; null, and nothing is written, when it is not its turn any more. */
async function begin(run: Run, judged: Incident, step: StepName, intent: unknown): Promise<StepState | null> {
  const attempt = stepOf(judged, step).attempts + 1;
  const body: EntryBody = { kind: 'step-began', step, attempt, fence: run.lease.fence, intent };
  let written = false;
  const verdict = await run.journal.append(
    run.lease.id,
    (incident) => {
      written = isStillNext(run, judged, incident, step);
      return granted({ drafts: written ? [{ by: theBot, body }] : [] });
    },
    { fence: run.lease.fence },
  );
  return written && verdict.kind === 'granted' ? stepOf(verdict.value, step) : null;
}

/** A check takes a while. Nothing begins that a person stopped meanwhile, or that was judged on what no longer stands. */
function isStillNext(run: Run, judged: Incident, now: Incident, step: StepName): boolean {
  const move = decideMove(run, now);
  return (
    move.kind === 'run-step' &&
    move.step === step &&
    now.decision?.entry === judged.decision?.entry &&
    now.chosenBackup === judged.chosenBackup &&
    canonicalJson(now.choice) === canonicalJson(judged.choice)
  );
}

/** The effect itself, and what it came to. Only losing the lease throws: then another conductor records it. */
async function effect(run: Run, step: StepDefinition, given: Given, intent: unknown): Promise<EntryBody> {
  try {
    const outcome = await step.run(given as never, intent);
    const findings = await step.verify(given as never, outcome);
    if (anyFailed(findings)) return failed(step.name, problemIn(findings), findings);
    return { kind: 'step-done', step: step.name, outcome, findings: [...findings], found: false };
  } catch (error) {
    refuseCutOff(run, error);
    return afterError(run, step, given, { intent, error });
  }
}

/** An error does not say whether the effect happened: the connection may have gone after the commit. */
async function afterError(
  run: Run,
  step: StepDefinition,
  given: Given,
  { intent, error }: { readonly intent: unknown; readonly error: unknown },
): Promise<EntryBody> {
  try {
    const check = await step.check(given as never, intent);
    if (check.kind === 'already-done' || check.kind === 'cannot-tell') return settled(step.name, check);
  } catch (blind) {
    refuseCutOff(run, blind);
    if (lastsInProduction(step)) return unseen(step.name, error, blind);
  }
  const words = wordsOf(error);
  // A step that says itself that nobody can know is believed: to call it failed would invite to do it twice.
  if (words.code === 'outcome-unknown')
    return { kind: 'step-became-unknown', step: step.name, say: `${words.say} ${words.hint}` };
  return failed(step.name, words, []);
}

/** What it does outlives this process and is taken back by nobody but us or a person; a freeze that is held does not. */
function lastsInProduction(step: StepDefinition): boolean {
  return step.needs === 'grant' && step.held === undefined && step.undo !== 'nothing';
}

function unseen(step: StepName, error: unknown, blind: unknown): EntryBody {
  const say = `${wordsOf(error).say} Afterwards Recourse could not look whether it had happened: ${wordsOf(blind).say}`;
  return { kind: 'step-became-unknown', step, say };
}

/** What a check says of a step that need not run, as the journal says it. */
export function settled(step: StepName, check: Exclude<Check<unknown, unknown>, { kind: 'to-do' }>): EntryBody {
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
export async function checked(run: Run, ask: () => Promise<Check<unknown, unknown>>): Promise<Check<unknown, unknown>> {
  try {
    return await ask();
  } catch (error) {
    refuseCutOff(run, error);
    const { say, hint } = wordsOf(error);
    return { kind: 'refused', say, hint, findings: [] };
  }
}

/** What became of a step is written where the journal left it: one that was opened again meanwhile has begun anew. */
export async function record(run: Run, left: StepState, body: EntryBody): Promise<void> {
  await run.journal.append(
    run.lease.id,
    (incident) => {
      const { status, attempts } = stepOf(incident, left.name);
      const stands = incident.phase !== 'closed' && status === left.status && attempts === left.attempts;
      return granted({ drafts: stands ? [{ by: theBot, body }] : [] });
    },
    { fence: run.lease.fence },
  );
}

/** @throws RecourseError for a step of a newer version */
export function definitionOf(run: Run, name: StepName): StepDefinition {
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
    say: cutBetweenSigns(say, 1_000),
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
