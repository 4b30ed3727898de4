import { z } from 'zod';
import type { Correction } from '../domain/correction.ts';
import { RecourseError } from '../domain/errors.ts';
import type { Finding } from '../domain/finding.ts';
import type { Check, Given, GrantedStep } from '../engine/step.ts';
import { migrationsOf, pendingIn, readLedger, sameFiles } from './correction-files.ts';
import { planOf } from './plan-of.ts';

const Intent = z.object({ database: z.string(), migrations: z.array(z.string()) });
/** `durationMs` is null where they were found applied after a crash. */
const Outcome = z.object({ migrations: z.array(z.string()), durationMs: z.number().nullable() });
type Intent = z.infer<typeof Intent>;
type Outcome = z.infer<typeof Outcome>;

/** Run the corrective migrations on production with the service's own command, letter by letter what was voted on (G10). */
export const applyCorrection = {
  name: 'apply-correction',
  title: 'Apply the corrective migration',
  needs: 'grant',
  intent: Intent,
  outcome: Outcome,
  // The tool's own ledger says what ran, and it runs nothing twice; a conductor that is gone had its sessions ended.
  check: async (given) => {
    const { migrations } = correctionOf(given);
    const names = migrations.map(({ name }) => name);
    const comparison = await readLedger(given);
    if (comparison === null) return refused('Production keeps no ledger any more.');
    const applied = comparison.standings.filter(({ standing }) => standing === 'applied').map((each) => each.migration);
    const ours = applied.filter(({ name }) => names.includes(name));
    if (sameFiles(ours, migrations)) return { kind: 'already-done', outcome: { migrations: names, durationMs: null } };
    const pending = pendingIn(comparison);
    if (!sameFiles([...ours, ...pending], migrations))
      return refused('The pending migrations are not those that were tried and voted on.');
    return { kind: 'to-do', intent: { database: planOf(given.incident).target.database, migrations: names } };
  },
  run: async (given, { database, migrations }) => {
    const { apply } = migrationsOf(given);
    if (apply === null) throw noCommand(given);
    const { error, durationMs } = await apply.run(database, given.effort);
    if (error !== null) throw stopped(error.say);
    return { migrations, durationMs };
  },
  verify: async (given) => judgeLedger(given),
  undo: 'a-person',
} as const satisfies GrantedStep<Intent, Outcome>;

function correctionOf({ incident }: Given): Correction {
  const { correction } = planOf(incident);
  if (correction !== undefined) return correction;
  throw new RecourseError(`The plan of ${incident.id} has no rehearsed correction.`, {
    code: 'journal-corrupt',
    hint: `Run "recourse incident verify ${incident.id}".`,
    facts: { incident: incident.id },
  });
}

async function judgeLedger(given: Given): Promise<Finding[]> {
  const { migrations } = correctionOf(given);
  const comparison = await readLedger(given);
  return migrations.map(({ name }): Finding => {
    const found = comparison?.standings.find(({ migration }) => migration.name === name);
    if (found?.standing === 'applied') return { check: 'ledger', result: 'passed', say: `${name} is applied` };
    return { check: 'ledger', result: 'failed', say: found?.say ?? `${name} is not in production's ledger` };
  });
}

function noCommand({ service }: Given): RecourseError {
  return new RecourseError(`The policy of ${service.name} names no command that applies migrations.`, {
    code: 'bad-configuration',
    hint: 'Fill in `migrations.apply` in recourse.yaml.',
  });
}

/** Some tools keep what had run before the one that failed; the ledger says, and the next try goes on from there. */
function stopped(say: string): RecourseError {
  return new RecourseError(`The migration command stopped: ${say}`, {
    code: 'command-failed',
    hint: 'Look at the ledger with `/migration status`. Try this step again where it waited for a lock; else choose another way.',
  });
}

function refused(say: string): Check<Intent, Outcome> {
  const hint = 'Stop this recovery and choose a way back again: what lies there now is tried anew.';
  return { kind: 'refused', say, hint, findings: [{ check: 'correction', result: 'failed', say, hint }] };
}
