import type { Finding } from '../../domain/finding.ts';
import type { MigrationRecord } from '../../domain/migration-record.ts';
import type { ServicePolicy } from '../../domain/policy-file/service.ts';
import { judgeOrphans, judgeSamples } from '../../policy/judge-answers.ts';
import { judgeHead, judgePrediction } from '../../policy/migrations/judge-done.ts';
import type { MigrationPorts } from '../../ports/migrations.ts';
import type { Effort } from '../../ports/run-tag.ts';
import type { ServicePorts } from '../../ports/service-ports.ts';
import { readStandings } from './read-standings.ts';

/** The validation after the deploy (P6): ledger, tables, rows against the rehearsal, queries of the policy, smoke checks. */
export async function validateDone(
  ports: ServicePorts,
  service: ServicePolicy,
  record: MigrationRecord,
  effort: Effort,
): Promise<readonly Finding[]> {
  const { migrations } = ports;
  const inside = migrations === null ? [] : await validateDatabase(ports, migrations, service, record, effort);
  effort.progress('Asking the service from outside');
  return [...inside, ...((await ports.smoke?.run({ readOnly: false }, effort)) ?? [])];
}

async function validateDatabase(
  ports: ServicePorts,
  migrations: MigrationPorts,
  { database: policy }: ServicePolicy,
  { report }: MigrationRecord,
  effort: Effort,
): Promise<readonly Finding[]> {
  effort.progress('Comparing production with what the rehearsal predicted');
  const { questions } = migrations;
  const { comparison } = await readStandings(migrations, {}, effort);
  const { name } = await ports.evidence.production();
  const missing = await questions.missingTables(name, policy.required_tables, effort);
  const predicted = report?.rehearsal?.rowsAfter ?? [];
  const counts = await questions.productionCounts(
    predicted.map(({ table }) => table),
    effort,
  );
  return [
    judgeHead(comparison, report?.expectedHead ?? null),
    requiredTables(policy.required_tables.length, missing),
    ...judgePrediction(predicted, counts, policy.row_count_tolerance_percent),
    ...judgeSamples(await questions.returnsRows(name, policy.sample_queries, effort)),
    ...judgeOrphans(await questions.numbers(name, policy.orphan_queries, effort), policy.safe_repair_threshold),
  ];
}

function requiredTables(wanted: number, missing: readonly string[]): Finding {
  const check = 'required tables';
  if (missing.length === 0) return { check, result: 'passed', say: `${wanted} of ${wanted} are there` };
  return {
    check,
    result: 'failed',
    say: `${missing.join(', ')} ${missing.length === 1 ? 'is' : 'are'} missing in production`,
    hint: '`/incident declare`: the backup from before the migration has them.',
  };
}
