import { z } from 'zod';
import { RecourseError } from '../domain/errors.ts';
import type { Finding } from '../domain/finding.ts';
import { MigrationFile } from '../domain/migration.ts';
import type { Check, Given, SafeStep } from '../engine/step.ts';
import { ledgerFindings, statementFindings } from '../policy/migrations/gate-findings.ts';
import type { GenerateCommand } from '../ports/migrations.ts';
import { migrationsOf, pendingIn, reachOf, readLedger } from './correction-files.ts';

/** `generate`: the service's own command writes it; else it lies in the checkout already. */
const Intent = z.object({ generate: z.boolean(), commit: z.string().nullable() });
const Outcome = z.object({ migrations: z.array(MigrationFile).min(1), from: z.string() });
type Intent = z.infer<typeof Intent>;
type Outcome = z.infer<typeof Outcome>;

/** Find the corrective migration in the checkout, or let the service's own command write it (G10). */
export const writeCorrection = {
  name: 'write-correction',
  title: 'Find or write the corrective migration',
  needs: 'nothing',
  intent: Intent,
  outcome: Outcome,
  // A command that was cut off has written its file or not: the checkout says.
  check: async (given) => intend(given),
  run: async (given, { generate, commit }) => {
    const { generate: command } = migrationsOf(given);
    if (generate && command !== null) await write(given, command);
    const migrations = pendingIn((await readLedger(given)) ?? noLedger(given));
    if (migrations.length === 0) throw nothingWritten(command?.name ?? 'The command');
    const by = generate ? `written by ${command?.name}` : 'found in the checkout';
    return { migrations: [...migrations], from: commit === null ? by : `${by} at ${commit.slice(0, 12)}` };
  },
  verify: async (given, { migrations, from }) => {
    const readings = await migrationsOf(given).files.read(new Set(migrations.map(({ name }) => name)));
    return [
      ...migrations.map(({ name }): Finding => ({ check: 'correction', result: 'passed', say: `${name}, ${from}` })),
      ...statementFindings([...readings.values()].flat(), true),
      ...reachFindings(await reachOf(given, migrations)),
    ];
  },
  undo: 'nothing',
} as const satisfies SafeStep<Intent, Outcome>;

async function intend(given: Given): Promise<Check<Intent, Outcome>> {
  const { choice } = given.incident;
  const commit = choice.path === 'forward-fix' ? choice.commit : null;
  const comparison = await readLedger(given);
  if (comparison === null)
    return refused('Production keeps no ledger, so nobody can tell which migrations are pending.');
  const wrong = ledgerFindings(comparison).filter(({ result }) => result === 'failed');
  if (wrong.length > 0) return refused(`The ledger has to be in order first: ${wrong[0]?.say}.`, wrong[0]?.hint, wrong);
  const changed = commit === null ? [] : ((await given.ports.source.changedMigrations(commit)) ?? []);
  if (changed.length > 0)
    return refused(`The migrations in the checkout are not those of ${commit}: ${changed.slice(0, 3).join(', ')}.`);
  if (pendingIn(comparison).length > 0) return { kind: 'to-do', intent: { generate: false, commit } };
  if (commit === null && migrationsOf(given).generate !== null)
    return { kind: 'to-do', intent: { generate: true, commit } };
  return refused('The checkout holds no migration that production lacks.');
}

function reachFindings(reach: string | null): readonly Finding[] {
  if (reach === null) return [];
  const say = `cannot be tried on a copy, because it would act on production’s server before anybody voted: ${reach}`;
  const hint = 'Take that out of the migration and do it by hand, then choose this way again.';
  return [{ check: 'correction', result: 'failed', say, hint }];
}

/** Standard output of a generator is for people: what it wrote is read from the folder. */
async function write({ effort }: Given, command: GenerateCommand): Promise<void> {
  const { exitCode, output } = await command.run(effort);
  if (exitCode === 0) return;
  throw new RecourseError(`${command.name} ended with ${exitCode}: ${output.trim().slice(-600)}`, {
    code: 'command-failed',
    hint: 'Run it by hand in the checkout, and try this step again.',
    facts: { exitCode },
  });
}

function noLedger({ service }: Given): never {
  throw new RecourseError(`The ledger of ${service.name} has gone since it was looked at.`, {
    code: 'check-failed',
    hint: 'Look at production before anything else.',
  });
}

function nothingWritten(command: string): RecourseError {
  return new RecourseError(`${command} wrote no migration: the code's schema and the migrations agree.`, {
    code: 'check-failed',
    hint: 'Write the corrective migration by hand, check its commit out, and choose this way with that commit.',
  });
}

const bring = 'Check out the commit that holds the corrective migration, and choose this way again with it.';

function refused(say: string, hint: string = bring, more: readonly Finding[] = []): Check<Intent, Outcome> {
  const findings = more.length > 0 ? more : [{ check: 'correction', result: 'failed' as const, say, hint }];
  return { kind: 'refused', say, hint, findings };
}
