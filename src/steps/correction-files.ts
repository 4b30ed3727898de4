import { RecourseError } from '../domain/errors.ts';
import { type LedgerRow, type MigrationFile, reachingOut } from '../domain/migration.ts';
import type { Given } from '../engine/step.ts';
import { compareLedger, type LedgerComparison } from '../policy/migrations/compare-ledger.ts';
import type { MigrationPorts } from '../ports/migrations.ts';

/** @throws RecourseError `bad-configuration` where the policy names no migrations */
export function migrationsOf({ ports, service }: Given): MigrationPorts {
  if (ports.migrations !== null) return ports.migrations;
  throw new RecourseError(`recourse.yaml does not say where the migrations of ${service.name} lie.`, {
    code: 'bad-configuration',
    hint: 'Fill in `migrations` with the tool and its folder, or choose another way back.',
  });
}

/** The checkout's migrations against production's ledger as it is now; null where production keeps none. */
export async function readLedger(given: Given): Promise<LedgerComparison | null> {
  const { tool, files, rows } = await readFilesAndRows(given);
  return rows === null ? null : compareLedger(tool, files, rows);
}

/** Both sides as they are now; `rows` is null where production keeps no ledger. */
export async function readFilesAndRows(given: Given): Promise<{
  readonly tool: MigrationPorts['files']['tool'];
  readonly files: readonly MigrationFile[];
  readonly rows: readonly LedgerRow[] | null;
}> {
  const { files, ledger } = migrationsOf(given);
  const [list, rows] = await Promise.all([files.list(), ledger.read(given.effort)]);
  return { tool: files.tool, files: list, rows };
}

export function pendingIn({ standings }: LedgerComparison): readonly MigrationFile[] {
  return standings.flatMap(({ migration, standing }) => (standing === 'pending' ? [migration] : []));
}

/** The same files, letter by letter. */
export function sameFiles(one: readonly MigrationFile[], other: readonly MigrationFile[]): boolean {
  const written = (files: readonly MigrationFile[]) => files.map(({ name, digest }) => `${name} ${digest}`).join('\n');
  return written(one) === written(other);
}

/**
 * What these migrations would do to production's whole server from a copy beside it, in words with file and line; null
 * where they keep to their database. Such ones run nowhere before somebody voted (I1).
 */
export async function reachOf(given: Given, migrations: readonly MigrationFile[]): Promise<string | null> {
  const readings = await migrationsOf(given).files.read(new Set(migrations.map(({ name }) => name)));
  const [first, ...more] = reachingOut([...readings.values()].flat());
  if (first === undefined) return null;
  return more.length === 0 ? first : `${first}, and ${more.length} more`;
}
