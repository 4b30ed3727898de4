import type { DatabaseIdentity } from '../domain/database.ts';
import { RecourseError } from '../domain/errors.ts';
import type { Plan } from '../domain/plan.ts';
import type { Given } from '../engine/step.ts';
import { planOf } from './plan-of.ts';

export const planAnew = 'Abandon this plan; a new one can be prepared from what is there now.';

/** Names move by a swap: production is what was voted on when its oid is. Null, or in words what it is instead. */
export function whatElse(production: DatabaseIdentity, target: Plan['target']): string | null {
  if (production.oid === target.oid) return null;
  return `${production.name} is another database now (oid ${production.oid}) than the one that was voted on (oid ${target.oid}).`;
}

/** The same for steps that reach production by the plan's name for it, which has to lead there still. */
export async function whatElseByName(given: Given): Promise<string | null> {
  const { target } = planOf(given.incident);
  const production = await given.ports.evidence.production();
  const other = whatElse(production, target);
  if (other !== null || production.name === target.database) return other;
  return `The database that was voted on was called ${target.database}, and is called ${production.name} now.`;
}

/** @throws RecourseError `database-refused` where the plan's name leads to another database than the one that was voted on */
export async function refuseOtherDatabase(given: Given): Promise<void> {
  const say = await whatElseByName(given);
  if (say === null) return;
  const { database, oid } = planOf(given.incident).target;
  throw new RecourseError(say, { code: 'database-refused', hint: planAnew, facts: { database, expected: oid } });
}
