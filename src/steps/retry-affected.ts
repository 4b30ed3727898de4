import { z } from 'zod';
import { RecourseError } from '../domain/errors.ts';
import type { Finding } from '../domain/finding.ts';
import { affectedTable, type PlannedRetry } from '../domain/switches.ts';
import type { Check, Given, GivenGrant, GrantedStep } from '../engine/step.ts';
import { planOf } from './plan-of.ts';
import { baseName, mendTheScript, readScripts } from './repair-scripts.ts';
import { planAnew, refuseOtherDatabase, whatElseByName } from './same-database.ts';
import { plannedSwitch, switchPolicy } from './switch-of.ts';

const Intent = z.object({ id: z.string(), by: z.enum(['script', 'command']) });
/** `rows` is unknown where a command did it, or where it was found done after a crash; empty where a person did it. */
const Outcome = z.object({ id: z.string().optional(), rows: z.number().int().nullable().optional() });
type Intent = z.infer<typeof Intent>;
type Outcome = z.infer<typeof Outcome>;

/** Retry what failed meanwhile: the ids that were voted on, by the service's own script or command, once (B11). */
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
  run: async (given, { id }) => {
    const retry = retryOf(given);
    await refuseOtherDatabase(given);
    const rows = retry.by === 'script' ? await runScript(given, retry) : await runCommand(given, retry);
    return { id, rows };
  },
  verify: async (given) => [await countAgain(given)],
  undo: 'a-person',
} as const satisfies GrantedStep<Intent, Outcome>;

type ByScript = Extract<PlannedRetry, { by: 'script' }>;
type ByCommand = Extract<PlannedRetry, { by: 'command' }>;

function retryOf(given: Given): PlannedRetry {
  const { retry } = plannedSwitch(given);
  if (retry !== null) return retry;
  throw new RecourseError(`The plan of ${given.incident.id} retries nothing.`, {
    code: 'journal-corrupt',
    hint: `Run "recourse incident verify ${given.incident.id}".`,
    facts: { incident: given.incident.id },
  });
}

/** The server says how the transaction of an earlier attempt ended, so it never runs twice. */
async function checkScript(given: Given, retry: ByScript): Promise<Check<Intent, Outcome>> {
  const { id } = retry;
  switch (await given.ports.oneTimeScripts.standing(id, given.effort)) {
    case 'applied':
      return { kind: 'already-done', outcome: { id, rows: null }, findings: [await countAgain(given)] };
    case 'under-way':
      return refused('A transaction of ours has not ended yet.', 'Try this step again in a moment.');
    case 'cannot-tell':
      return { kind: 'cannot-tell', say: 'The server no longer knows what became of the transaction of the retry.' };
    case 'not-begun':
    case 'not-applied':
      return (await whyNotNow(given, retry)) ?? { kind: 'to-do', intent: { id, by: 'script' } };
  }
}

/** A command leaves no mark of ours: only where none of the rows fails any more it can be told from outside that it ran. */
async function checkCommand(given: Given, { id }: ByCommand, begun: Intent | null): Promise<Check<Intent, Outcome>> {
  const other = await whatElseByName(given);
  if (other !== null) return refused(other, planAnew);
  if (begun === null) return { kind: 'to-do', intent: { id, by: 'command' } };
  const left = await stillFailing(given);
  if (left === 0) return { kind: 'already-done', outcome: { id, rows: null } };
  return {
    kind: 'cannot-tell',
    say: `The retry command was begun and nobody heard its end; ${left.toLocaleString('en-US')} rows still count as failed.`,
  };
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
  return { text: joined.text, objection: digests[0] === digest ? null : { say, hint: again } };
}

const again = 'Stop this recovery and choose this way again: what stands there now is tried anew.';

async function runScript(given: GivenGrant, retry: ByScript): Promise<number> {
  const { text, objection } = await readVotedOn(given, retry);
  // Asked again: what runs is the very text that was read here, not the one that was checked a moment ago.
  if (objection !== null) throw new RecourseError(objection.say, { code: 'check-failed', hint: objection.hint });
  const { database } = planOf(given.incident).target;
  const { error, changes } = await given.ports.oneTimeScripts.apply(
    { id: retry.id, database, script: affectedTable(retry.ids) + text },
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

async function runCommand(given: GivenGrant, { ids, run }: ByCommand): Promise<null> {
  const { retry } = switchPolicy(given, plannedSwitch(given).name);
  if (retry === undefined || !('command' in retry) || retry.command.run.join('\0') !== run.join('\0'))
    throw new RecourseError('The retry command is not the one any more that was voted on.', {
      code: 'check-failed',
      hint: again,
    });
  const environment = { RECOURSE_CORRELATION_IDS: JSON.stringify(ids) };
  const { exitCode, output } = await given.ports.commands.run(retry.command, {}, given.effort, environment);
  if (exitCode === 0) return null;
  throw new RecourseError(`The retry ended with ${exitCode}: ${output.trim().slice(-600)}`, {
    code: 'outcome-unknown',
    hint: 'It may have retried some of the rows. Look, then try again or say that it is done.',
    facts: { exitCode },
  });
}

async function stillFailing(given: Given): Promise<number> {
  const { name } = plannedSwitch(given);
  const sql = switchPolicy(given, name).evidence?.affected ?? '';
  return given.ports.affectedRows.countOf(
    planOf(given.incident).target.database,
    sql,
    retryOf(given).ids,
    given.effort,
  );
}

/** Others fail meanwhile, and that is another matter: of those that were retried none may still count as failed. */
async function countAgain(given: Given): Promise<Finding> {
  const { ids } = retryOf(given);
  const left = await stillFailing(given);
  const say = `of ${ids.length.toLocaleString('en-US')} retried requests, ${left.toLocaleString('en-US')} still count as failed`;
  if (left === 0) return { check: 'retry', result: 'passed', say };
  const result = left < ids.length ? 'warned' : 'failed';
  return { check: 'retry', result, say, hint: 'Look at their error messages: the provider may not be well yet.' };
}

function refused(say: string, hint: string): Check<Intent, Outcome> {
  return { kind: 'refused', say, hint, findings: [{ check: 'retry', result: 'failed', say, hint }] };
}
