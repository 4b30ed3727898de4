import type { MigrationFile } from '../domain/migration.ts';
import type { Given } from '../engine/step.ts';
import type { ScriptOutcome } from '../ports/migrations.ts';
import { migrationsOf } from './correction-files.ts';

/** Runs the migrations that a database lacks by the service's own command; where there is none, psql runs these files. */
export async function runMigrations(
  given: Given,
  database: string,
  files: readonly MigrationFile[],
): Promise<ScriptOutcome> {
  const { apply, scripts, files: folder } = migrationsOf(given);
  if (apply !== null) return apply.run(database, given.effort);
  let whole: ScriptOutcome = { durationMs: 0, error: null, locks: [], changes: [], commitsItself: false };
  for (const { name, transaction } of files) {
    const script = (await folder.scriptOf(name)) ?? '';
    const one = await scripts.run({ database, script, transaction }, given.effort);
    whole = { ...one, durationMs: whole.durationMs + one.durationMs };
    if (one.error !== null) return { ...whole, error: { ...one.error, say: `${name}: ${one.error.say}` } };
  }
  return whole;
}
