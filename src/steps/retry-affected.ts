import { z } from 'zod';
import { digestOf } from '../domain/canonical.ts';
import { RecourseError } from '../domain/errors.ts';
import type { Finding } from '../domain/finding.ts';
import type { CommandLine } from '../domain/policy-file/measures.ts';
import { affectedTable, type PlannedRetry } from '../domain/switches.ts';
import type { Check, Given, GivenGrant, GrantedStep } from '../engine/step.ts';
import { refuseUnspendable } from '../ports/spend-grant.ts';
import { planOf } from './plan-of.ts';
import { baseName, mendTheScript, readScripts } from './repair-scripts.ts';
import { countAgain, noneLeft, retryOf, stillFailing } from './retry-of.ts';
import { planAnew, refuseOtherDatabase, whatElseByName } from './same-database.ts';
import { plannedSwitch, switchPolicy, waitUntilWell, whyNotWell } from './switch-of.ts';

const Intent = z.object({
  id: z.string(),
  by: z.enum(['script', 'command']),
  /** Whether it was begun before, by an attempt that a person had opened again. */
  again: z.boolean().optional(),
});
const Outcome = z.object({
  id: z.string().optional(),
  /** Unknown where a command did it, or where it was found done after a crash; empty where a person did it. */
  rows: z.number().int().nullable().optional(),
  /** So many of the ids that were voted on still counted as failed and were handed over. */
  handed: z.number().int().nonnegative().optional(),
  again: z.boolean().optional(),
});
type Intent = z.infer<typeof Intent>;
type Outcome = z.infer<typeof Outcome>;

/**
 * Retry what failed meanwhile: of the ids that were voted on those that still fail, by the service's own script or command,
 * once (B11).
 */
export const retryAffected = {
  name: 'retry-affected',
  title: 'Retry what failed',
  needs: 'grant',
  intent: Intent,
  outcome: Outcome,
  check: async (given, begun) => {
    const retry = retryOf(given);
    return retry.by === 'script' ? checkScript(given, retry) : checkCommand(given, retry, begun);
  },
  run: async (given, { id, again }) => {
    const retry = retryOf(given);
    await refuseOtherDatabase(given);
    const ids = await handOver(given, again === true);
    if (ids.length === 0) return { id, rows: 0, handed: 0 };
    const rows = retry.by === 'script' ? await runScript(given, retry, ids) : await runCommand(given, retry, ids);
    return { id, rows, handed: ids.length, ...(again === true ? { again } : {}) };
  },
  verify: async (given, { handed, again }) => {
    if (handed === 0) return [noneLeft(given)];
    const counted = await countAgain(given, handed);
    return again === true ? [begunBefore(given, handed), counted] : [counted];
  },
  undo: 'a-person',
} as const satisfies GrantedStep<Intent, Outcome>;

type ByScript = Extract<PlannedRetry, { by: 'script' }>;
type ByCommand = Extract<PlannedRetry, { by: 'command' }>;

/** Asked at the last moment: what somebody repeated since the vote is not among them. */
async function handOver(given: Given, again: boolean): Promise<readonly string[]> {
  const ids = await stillFailing(given);
  if (again) given.effort.progress(begunBefore(given, ids.length).say);
  else given.effort.progress(`Retrying ${ids.length} of the ${retryOf(given).ids.length} requests that were voted on`);
  return ids;
}

/** The server tells what an earlier transaction came to; nobody does that of a command. */
function begunBefore(given: Pick<Given, 'incident'>, handed: number | undefined): Finding {
  const { by } = retryOf(given);
  const say = `the retry ${by} was begun before; ${handed ?? 0} requests that still count as failed are handed to it again`;
  return { check: 'retry-again', result: by === 'command' ? 'warned' : 'passed', say };
}

/** The server says how the transaction of an earlier attempt ended, so it never runs twice. */
async function checkScript(given: Given, retry: ByScript): Promise<Check<Intent, Outcome>> {
  const { id } = retry;
  switch (await given.ports.oneTimeScripts.standing(id, given.effort)) {
    case 'applied':
      return { kind: 'already-done', outcome: { id, rows: null }, findings: [await countAgain(given, undefined)] };
    case 'under-way':
      return refused('A transaction of ours has not ended yet.', 'Try this step again in a moment.');
    case 'cannot-tell':
      return { kind: 'cannot-tell', say: 'The server no longer knows what became of the transaction of the retry.' };
    case 'not-begun':
    case 'not-applied':
      return (await whyNotNow(given, retry)) ?? toDoOrNone(given, retry);
  }
}

/** A command leaves no mark of ours: only where none of the rows fails any more it can be told from outside that it ran. */
async function checkCommand(given: Given, retry: ByCommand, begun: Intent | null): Promise<Check<Intent, Outcome>> {
  const other = await whatElseByName(given);
  if (other !== null) return refused(other, planAnew);
  if (begun === null) {
    votedCommand(given, retry);
    return toDoOrNone(given, retry);
  }
  const left = (await stillFailing(given)).length;
  if (left === 0) return { kind: 'already-done', outcome: { id: retry.id, rows: null } };
  return {
    kind: 'cannot-tell',
    say: `The retry command was begun and did not end well, or nobody heard its end; ${left.toLocaleString('en-US')} requests still count as failed. What it put into a queue counts as failed until a worker took it: look there first, because trying again hands these over a second time.`,
  };
}

async function toDoOrNone(given: Given, { id, by }: PlannedRetry): Promise<Check<Intent, Outcome>> {
  const left = await stillFailing(given);
  if (left.length === 0)
    return { kind: 'already-done', outcome: { id, rows: 0, handed: 0 }, findings: [noneLeft(given)] };
  const unwell = await whyNotWell(given);
  if (unwell !== null) return refused(unwell, waitUntilWell);
  const hasBegun = (given.incident.steps[retryAffected.name]?.attempts ?? 0) > 0;
  return { kind: 'to-do', intent: { id, by, ...(hasBegun ? { again: true } : {}) } };
}

async function whyNotNow(given: Given, retry: ByScript): Promise<Check<Intent, Outcome> | null> {
  const other = await whatElseByName(given);
  if (other !== null) return refused(other, planAnew);
  const { objection } = await readVotedOn(given, retry);
  return objection === null ? null : refused(objection.say, objection.hint);
}

/** The script as it is now; the objection is that it is not what was tried and voted on, or must never run. */
async function readVotedOn({ ports }: Given, { script, digest }: ByScript) {
  const { joined, digests, barrier } = await readScripts(ports, [{ script }]);
  if (barrier !== null) return { text: joined.text, objection: { say: barrier, hint: mendTheScript } };
  const say = `${baseName(script)} is not the script any more that was tried and voted on.`;
  return { text: joined.text, objection: digests[0] === digest ? null : { say, hint: chooseAnew } };
}

const chooseAnew = 'Stop this recovery and choose this way again: what stands there now is tried anew.';

async function runScript(given: GivenGrant, retry: ByScript, ids: readonly string[]): Promise<number> {
  const { text, objection } = await readVotedOn(given, retry);
  // Asked again: what runs is the very text that was read here, not the one that was checked a moment ago.
  if (objection !== null) throw new RecourseError(objection.say, { code: 'check-failed', hint: objection.hint });
  const { database } = planOf(given.incident).target;
  const { error, changes } = await given.ports.oneTimeScripts.apply(
    { id: retry.id, database, script: affectedTable(ids) + text },
    given.grant,
    given.effort,
  );
  if (error === null)
    return changes.reduce((sum, change) => sum + change.inserted + change.updated + change.deleted, 0);
  const where = error.line === null ? '' : ` at line ${error.line}`;
  throw new RecourseError(`The retry stopped${where}, and nothing of it was kept: ${error.say}`, {
    code: 'database-refused',
    hint: 'Try this step again where it waited for a lock; else stop the recovery and look at the script.',
    facts: { line: error.line },
  });
}

/** The command line as it is now. @throws RecourseError `check-failed` where it is not the one that was voted on */
function votedCommand(given: Given, { run, digest }: ByCommand): CommandLine {
  const { retry } = switchPolicy(given, plannedSwitch(given).name);
  const command = retry !== undefined && 'command' in retry ? retry.command : null;
  const isSame = command?.run.join('\0') === run.join('\0') && (digest === undefined || digestOf(command) === digest);
  if (command !== null && isSame) return command;
  throw new RecourseError('The retry command is not the one any more that was voted on.', {
    code: 'check-failed',
    hint: chooseAnew,
  });
}

async function runCommand(given: GivenGrant, retry: ByCommand, ids: readonly string[]): Promise<null> {
  const command = votedCommand(given, retry);
  refuseUnspendable(given.grant, given.effort);
  const environment = { RECOURSE_CORRELATION_IDS: JSON.stringify(ids) };
  const { exitCode, output } = await given.ports.commands.run(command, {}, given.effort, environment);
  if (exitCode === 0) return null;
  throw new RecourseError(`The retry ended with ${exitCode}: ${output.trim().slice(-600)}`, {
    code: 'outcome-unknown',
    hint: 'It may have retried some of the rows. Look, then try again or say that it is done.',
    facts: { exitCode },
  });
}

function refused(say: string, hint: string): Check<Intent, Outcome> {
  return { kind: 'refused', say, hint, findings: [{ check: 'retry', result: 'failed', say, hint }] };
}
