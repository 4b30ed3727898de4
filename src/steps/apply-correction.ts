import { z } from 'zod';
import type { Correction } from '../domain/correction.ts';
import { RecourseError } from '../domain/errors.ts';
import type { Finding } from '../domain/finding.ts';
import type { MigrationFile, MigrationStanding } from '../domain/migration.ts';
import type { Check, Given, GrantedStep } from '../engine/step.ts';
import { compareLedger } from '../policy/migrations/compare-ledger.ts';
import { migrationsOf, pendingIn, readFilesAndRows, sameFiles } from './correction-files.ts';
import { planOf } from './plan-of.ts';
import { planAnew, refuseOtherDatabase, whatElseByName } from './same-database.ts';

/** What the ledger held besides the corrective migrations before they ran; absent in journals of before it was noted. */
const Besides = z.array(z.string()).readonly().optional();
const Intent = z.object({ database: z.string(), migrations: z.array(z.string()), besides: Besides });
/** `durationMs` is null where they were found applied after a crash. */
const Outcome = z.object({ migrations: z.array(z.string()), durationMs: z.number().nullable(), besides: Besides });
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
  check: async (given, begun) => {
    const other = await whatElseByName(given);
    if (other !== null) return refused(other, planAnew);
    if (await isStillAtIt(given)) return refused(underWay, 'Try this step again in a moment.');
    const migrations = correctionOf(given).migrations.map(({ name }) => name);
    const { standing, say, besides } = await look(given);
    if (standing === 'refused') return refused(say);
    if (standing === 'applied') return settled(given, begun);
    return { kind: 'to-do', intent: { database: planOf(given.incident).target.database, migrations, besides } };
  },
  run: async (given, { database, migrations, besides }) => {
    await refuseOtherDatabase(given);
    // Looked at again: the command reads the checkout itself, and that may have moved since the check.
    const { standing, say } = await look(given);
    if (standing === 'refused') throw new RecourseError(say, { code: 'check-failed', hint: again });
    if (standing === 'applied') return { migrations, durationMs: null, besides };
    const { apply } = migrationsOf(given);
    if (apply === null) throw noCommand(given);
    const { error, durationMs } = await apply.run(database, given.effort);
    if (error !== null) throw stopped(error.say);
    return { migrations, durationMs, besides };
  },
  verify: async (given, { besides }) => judgeLedger(given, besides),
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

const underWay = 'A session of ours that applies the corrective migration has not ended yet.';

/** A command that was stopped leaves its server session behind until that notices; what it does then is not in the ledger yet. */
async function isStillAtIt({ incident, ports, effort }: Given): Promise<boolean> {
  return (await ports.fencing.stillActive(effort.tag, planOf(incident).target.database)) > 0;
}

interface Look {
  readonly standing: 'pending' | 'applied' | 'refused';
  readonly say: string;
  readonly besides: readonly string[];
}

/** Only what was tried and voted on may be pending, letter by letter: the command runs all that is. */
async function look(given: Given): Promise<Look> {
  const { migrations } = correctionOf(given);
  const { tool, files, rows } = await readFilesAndRows(given);
  if (rows === null) return { standing: 'refused', say: 'Production keeps no ledger any more.', besides: [] };
  const comparison = compareLedger(tool, files, rows);
  const applied = comparison.standings.filter(({ standing }) => standing === 'applied').map((each) => each.migration);
  const ours = applied.filter(({ name }) => migrations.some((each) => each.name === name));
  const besides = compareLedger(tool, migrations, rows).unknown;
  if (sameFiles(ours, migrations)) return { standing: 'applied', say: '', besides };
  if (sameFiles([...ours, ...pendingIn(comparison)], migrations)) return { standing: 'pending', say: '', besides };
  const say = 'The pending migrations are not those that were tried and voted on.';
  return { standing: 'refused', say, besides };
}

/** Found applied. What ran beside it fails the attempt that began it, by name; whoever tries again then has read that. */
async function settled(given: Given, begun: Intent | null): Promise<Check<Intent, Outcome>> {
  const migrations = correctionOf(given).migrations.map(({ name }) => name);
  const besides = begun?.besides;
  const findings = await judgeLedger(given, besides);
  const bad = findings.find(({ result }) => result === 'failed');
  if (bad === undefined) return { kind: 'already-done', outcome: { migrations, durationMs: null, besides }, findings };
  return { kind: 'refused', say: bad.say, hint: lookAtIt, findings };
}

/** What the ledger says was applied must be what was voted on, by digest, and nothing besides it. */
async function judgeLedger(given: Given, besides: Intent['besides']): Promise<Finding[]> {
  const { migrations } = correctionOf(given);
  const { tool, files, rows } = await readFilesAndRows(given);
  if (rows === null) return [failed('Production keeps no ledger any more.')];
  const { standings, unknown } = compareLedger(tool, migrations, rows);
  const keepsDigests = rows.some(({ digest }) => digest !== null);
  const isThere = ({ name, digest }: MigrationFile) =>
    files.some((file) => file.name === name && file.digest === digest);
  const nameOf = (row: string) =>
    files.find((file) => !compareLedger(tool, [file], rows).unknown.includes(row))?.name ?? row;
  const others = besides === undefined ? [] : unknown.filter((row) => !besides.includes(row));
  return [
    ...standings.map((each) => judgeOne(each, keepsDigests || isThere(each.migration))),
    ...others.map((row) => failed(`${nameOf(row)} was applied as well, and nobody voted on it`)),
  ];
}

/** Where a ledger keeps no digests, the file that the command found has to speak for what it ran. */
function judgeOne({ migration: { name }, standing, say }: MigrationStanding, isTheText: boolean): Finding {
  if (standing === 'edited' || (standing === 'applied' && !isTheText))
    return failed(`${name} is applied, but with another text than the one that was voted on`);
  if (standing === 'applied') return { check: 'ledger', result: 'passed', say: `${name} is applied` };
  return failed(standing === 'failed' ? say : `${name} is not in production's ledger`);
}

const lookAtIt =
  'Read what it did to production before anything else. Tried again, this step goes on from what the ledger says.';

function failed(say: string): Finding {
  return { check: 'ledger', result: 'failed', say, hint: lookAtIt };
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

const again = 'Stop this recovery and choose a way back again: what lies there now is tried anew.';

function refused(say: string, hint = again): Check<Intent, Outcome> {
  return { kind: 'refused', say, hint, findings: [{ check: 'correction', result: 'failed', say, hint }] };
}
