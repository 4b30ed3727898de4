import { digestOf } from '../domain/canonical.ts';
import type { ChosenScript, ChosenScripts } from '../domain/down-scripts.ts';
import { RecourseError } from '../domain/errors.ts';
import { Digest } from '../domain/ids.ts';
import type { MigrationFile } from '../domain/migration.ts';
import type { DownScriptPolicy, Expected } from '../domain/policy-file/down-scripts.ts';
import type { Given } from '../engine/step.ts';
import { isMeant } from '../plan/choose-scripts.ts';
import type { DownScript, DownScripts, ScriptToRun } from '../ports/down-scripts.ts';
import type { MigrationPorts } from '../ports/migrations.ts';

/** Everything about down scripts that a service has; null where its policy names none. */
export function downScriptsOf({ ports, service }: Pick<Given, 'ports' | 'service'>): {
  readonly migrations: MigrationPorts;
  readonly down: DownScripts;
  readonly policy: DownScriptPolicy;
} | null {
  const { migrations } = ports;
  const policy = service.migrations?.down_scripts;
  if (migrations === null || migrations.down === null || policy === undefined) return null;
  return { migrations, down: migrations.down, policy };
}

/** As `downScriptsOf`, in a step that runs only where they were chosen before. */
export function downScriptsFor(given: Pick<Given, 'ports' | 'service'>): NonNullable<ReturnType<typeof downScriptsOf>> {
  const found = downScriptsOf(given);
  if (found !== null) return found;
  throw new RecourseError(`recourse.yaml names no down scripts of ${given.service.name} any more.`, {
    code: 'bad-configuration',
    hint: 'Put `migrations.down_scripts` back, or choose another way back.',
    facts: { service: given.service.name },
  });
}

/** Of the script, all that it includes, and the SQL that was chosen to go before it. */
export function digestToRun(script: Pick<DownScript, 'digest'>, before: string | null): Digest {
  return Digest.parse(digestOf({ script: script.digest, before }));
}

/** The SQL of the option that was chosen for the rows in this script's way; several go one after another. */
export function optionSqlFor(migration: MigrationFile, { guards }: Pick<ChosenScripts, 'guards'>): string | null {
  const chosen = guards
    .filter((guard) => isMeant(migration, guard.migration))
    .flatMap(({ option }) => option?.sql ?? []);
  return chosen.length === 0 ? null : chosen.join('\n;\n');
}

/**
 * The chosen scripts as they lie there now.
 *
 * @throws RecourseError `check-failed` where one is not the script any more that was chosen: what was rehearsed is what runs
 */
export async function scriptsToRun(
  given: Given,
  chosen: Pick<ChosenScripts, 'scripts' | 'guards'>,
): Promise<ScriptToRun[]> {
  const { migrations, down } = downScriptsFor(given);
  const files = await migrations.files.list();
  return Promise.all(
    chosen.scripts.map(async (wanted) => {
      const migration = files.find(({ name }) => name === wanted.migration);
      const script = migration === undefined ? null : await down.find(migration);
      const before = migration === undefined ? null : optionSqlFor(migration, chosen);
      if (migration === undefined || script === null) throw changed(wanted, 'it is not there any more');
      if (digestToRun(script, before) !== wanted.digest) throw changed(wanted, 'its text is another one');
      return { migration, script, before };
    }),
  );
}

function changed({ file }: ChosenScript, why: string): RecourseError {
  return new RecourseError(`${file} is not the script that was chosen: ${why}. Nothing was run.`, {
    code: 'check-failed',
    hint: 'Choose this way back again: the script as it is now is rehearsed, and put to the vote.',
    facts: { file },
  });
}

/** What has to hold once these scripts have run (S5). */
export function expectedAfter(
  policy: DownScriptPolicy,
  scripts: readonly { readonly migration: string }[],
): readonly Expected[] {
  return policy.expect.filter(({ migration }) =>
    scripts.some(({ migration: name }) => isMeant({ name, file: name }, migration)),
  );
}
