import { RecourseError } from '../domain/errors.ts';
import type { Finding } from '../domain/finding.ts';
import type { PlannedRetry } from '../domain/switches.ts';
import type { Given } from '../engine/step.ts';
import { planOf } from './plan-of.ts';
import { plannedSwitch, switchPolicy } from './switch-of.ts';

const count = (number: number) => number.toLocaleString('en-US');

/** The retry that was voted on. @throws RecourseError `journal-corrupt` where the plan has none */
export function retryOf(given: Pick<Given, 'incident'>): PlannedRetry {
  const { retry } = plannedSwitch(given);
  if (retry !== null) return retry;
  throw new RecourseError(`The plan of ${given.incident.id} retries nothing.`, {
    code: 'journal-corrupt',
    hint: `Run "recourse incident verify ${given.incident.id}".`,
    facts: { incident: given.incident.id },
  });
}

/**
 * Of the ids that were voted on, those that count as failed in production now. Hours may lie between the plan and the
 * retry, and what somebody repeated meanwhile is never repeated by us (B11).
 *
 * @throws RecourseError `check-failed` where the query fails
 */
export async function stillFailing(given: Given): Promise<readonly string[]> {
  const sql = switchPolicy(given, plannedSwitch(given).name).evidence?.affected ?? '';
  const { database } = planOf(given.incident).target;
  return given.ports.affectedRows.stillGiven(database, sql, retryOf(given).ids, given.effort);
}

/** Others fail meanwhile, and that is another matter: these are the ones that were voted on. */
export async function countAgain(given: Given, handed: number | undefined): Promise<Finding> {
  const { by, ids } = retryOf(given);
  const left = (await stillFailing(given)).length;
  const retried = handed === undefined || handed === ids.length ? '' : `, ${count(handed)} were retried, and`;
  const say = `of ${count(ids.length)} ${retried === '' ? 'retried requests,' : `requests${retried}`} ${count(left)} still count as failed`;
  if (left === 0) return { check: 'retry', result: 'passed', say };
  // A command may only have put them into a queue: to call that failed would invite people to retry them all once more.
  if (by === 'command') return { check: 'retry', result: 'warned', say, hint: waitForTheQueue };
  const result = left < (handed ?? ids.length) ? 'warned' : 'failed';
  return { check: 'retry', result, say, hint: 'Look at their error messages: the provider may not be well yet.' };
}

export function noneLeft(given: Pick<Given, 'incident'>): Finding {
  const say = `none of the ${count(retryOf(given).ids.length)} requests that were voted on counts as failed any more, so nothing is retried`;
  return { check: 'retry', result: 'passed', say };
}

const waitForTheQueue =
  'The command ended well; where it put them into a queue they count as failed until a worker took them. Look there before anybody retries them again.';
