import type { Finding } from '../domain/finding.ts';
import { diagnoseLedger } from '../policy/migrations/diagnose-ledger.ts';
import type { MigrationPorts } from '../ports/migrations.ts';
import type { Effort } from '../ports/run-tag.ts';

/**
 * The ledger doctor: reads the folder and production's ledger, and says where they have drifted apart. Changes nothing.
 *
 * @throws RecourseError where the folder or the database cannot be read
 */
export async function examineLedger(
  migrations: Pick<MigrationPorts, 'files' | 'ledger'> | null,
  effort: Effort,
): Promise<readonly Finding[]> {
  if (migrations === null) return [noMigrations];
  const { files, ledger } = migrations;
  const [list, rows] = await Promise.all([files.list(), ledger.read(effort)]);
  return diagnoseLedger({ tool: files.tool, files: list, rows });
}

const noMigrations: Finding = {
  check: 'ledger',
  result: 'skipped',
  say: 'recourse.yaml does not say where the migrations of this service lie.',
  hint: 'Fill in `migrations` with the tool and its folder.',
};
