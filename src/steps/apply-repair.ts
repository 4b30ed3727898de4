import { z } from 'zod';
import { RecourseError } from '../domain/errors.ts';
import type { Finding } from '../domain/finding.ts';
import type { RepairRehearsal } from '../domain/repair.ts';
import type { Check, Given, GrantedStep } from '../engine/step.ts';
import { chooseRepairs } from '../plan/judge-repair.ts';
import type { ScriptStanding } from '../ports/one-time-scripts.ts';
import { planOf } from './plan-of.ts';
import { mendTheScript, readScripts } from './repair-scripts.ts';
import { planAnew, refuseOtherDatabase, whatElseByName } from './same-database.ts';

const Intent = z.object({ id: z.string(), database: z.string() });
/** `durationMs` is null, and `rows` is unknown, where the repair was found done after a crash. */
const Outcome = z.object({ id: z.string(), durationMs: z.number().nullable(), rows: z.number().int().nullable() });
type Intent = z.infer<typeof Intent>;
type Outcome = z.infer<typeof Outcome>;

/** Run the rehearsed repairs on production, in one transaction, letter by letter what was voted on (P2, P3). */
export const applyRepair = {
  name: 'apply-repair',
  title: 'Repair the data',
  needs: 'grant',
  intent: Intent,
  outcome: Outcome,
  check: async (given) => {
    const { id } = repairOf(given);
    const standing = await given.ports.oneTimeScripts.standing(id, given.effort);
    if (standing !== 'not-begun' && standing !== 'not-applied') return settled(given, id, standing);
    const barrier = await whyNotNow(given);
    return barrier ?? { kind: 'to-do', intent: { id, database: planOf(given.incident).target.database } };
  },
  run: async (given, { id, database }) => {
    await refuseOtherDatabase(given);
    const { joined, objection } = await readVotedOn(given);
    // Asked again: what runs is the very text that was read here, not the one that was checked a moment ago.
    if (objection !== null) throw new RecourseError(objection.say, { code: 'check-failed', hint: objection.hint });
    const { oneTimeScripts } = given.ports;
    const { error, durationMs, changes } = await oneTimeScripts.apply(
      { id, database, script: joined.text },
      given.grant,
      given.effort,
    );
    if (error !== null) throw notApplied(error);
    const rows = changes.reduce((sum, change) => sum + change.inserted + change.updated + change.deleted, 0);
    return { id, durationMs, rows };
  },
  verify: async (given) => countAgain(given),
  undo: 'a-person',
} as const satisfies GrantedStep<Intent, Outcome>;

function repairOf({ incident }: Given): RepairRehearsal {
  const { repair } = planOf(incident);
  if (repair !== undefined) return repair;
  throw new RecourseError(`The plan of ${incident.id} has no rehearsed repair.`, {
    code: 'journal-corrupt',
    hint: `Run "recourse incident verify ${incident.id}".`,
    facts: { incident: incident.id },
  });
}

async function settled(
  given: Given,
  id: string,
  standing: Exclude<ScriptStanding, 'not-begun' | 'not-applied'>,
): Promise<Check<Intent, Outcome>> {
  switch (standing) {
    case 'applied':
      return { kind: 'already-done', outcome: { id, durationMs: null, rows: null }, findings: await countAgain(given) };
    case 'under-way':
      return refused('A transaction of ours has not ended yet.', 'Try this step again in a moment.');
    case 'cannot-tell':
      return {
        kind: 'cannot-tell',
        say: 'The server no longer knows what became of the transaction that repaired the data.',
      };
  }
}

/** Database and scripts must be those that were voted on, and the damage no larger than what is safely repaired. */
async function whyNotNow(given: Given): Promise<Check<Intent, Outcome> | null> {
  const other = await whatElseByName(given);
  if (other !== null) return refused(other, planAnew);
  const { objection } = await readVotedOn(given);
  if (objection !== null) return refused(objection.say, objection.hint);
  const { target } = planOf(given.incident);
  const { database } = given.service;
  const now = await given.ports.questions.numbers(target.database, database.orphan_queries, given.effort);
  const chosen = chooseRepairs(given.service, now);
  if (!('whyNot' in chosen)) return null;
  return refused(`The data is not as it was when the repair was tried. ${chosen.whyNot}`, again);
}

/** The scripts as they are now; the objection is that one is not what was tried and voted on, or must never run. */
async function readVotedOn(given: Given) {
  const { repairs } = repairOf(given);
  const { joined, digests, barrier } = await readScripts(given.ports, repairs);
  const other = repairs.find(({ digest }, n) => digest !== digests[n]);
  const changed = other && {
    say: `${other.script} is not the script any more that was tried and voted on.`,
    hint: again,
  };
  const barred = barrier === null ? null : { say: barrier, hint: mendTheScript };
  return { joined, objection: changed ?? barred };
}

const again = 'Stop this recovery and choose a way back again: what stands there now is tried anew.';

/** Others write meanwhile, so what was counted may come again; what was there before must be gone. */
async function countAgain(given: Given): Promise<Finding[]> {
  const { repairs } = repairOf(given);
  const queries = given.service.database.orphan_queries.filter(({ name }) =>
    repairs.some(({ query }) => query === name),
  );
  const answers = await given.ports.questions.numbers(planOf(given.incident).target.database, queries, given.effort);
  return answers.map(({ name, number, trouble }): Finding => {
    const check = `orphans: ${name}`;
    if (number === null) return { check, result: 'failed', say: `${name}: ${trouble ?? 'no answer'}` };
    if (number === 0) return { check, result: 'passed', say: `${name}: none any more` };
    const before = repairs.find(({ query }) => query === name)?.before ?? 0;
    const say = `${name}: ${number.toLocaleString('en-US')}, and ${before.toLocaleString('en-US')} before the repair`;
    return { check, result: number < before ? 'warned' : 'failed', say, hint: 'Find out what still writes such rows.' };
  });
}

function notApplied({ say, line }: { readonly say: string; readonly line: number | null }): RecourseError {
  const where = line === null ? '' : ` at line ${line}`;
  return new RecourseError(`The repair stopped${where}, and nothing of it was kept: ${say}`, {
    code: 'database-refused',
    hint: 'Try this step again where it waited for a lock; else stop the recovery and look at the script.',
    facts: { line },
  });
}

function refused(say: string, hint: string): Check<Intent, Outcome> {
  return { kind: 'refused', say, hint, findings: [{ check: 'repair', result: 'failed', say, hint }] };
}
