import type { Finding } from '../../domain/finding.ts';
import type { MigrationWatchPolicy } from '../../domain/policy-file/migration-watch.ts';
import type { ServicePolicy } from '../../domain/policy-file/service.ts';
import { judgeOrphans } from '../../policy/judge-answers.ts';
import {
  judgeMissingIds,
  judgeRollbacks,
  judgeStatements,
  judgeUnproved,
} from '../../policy/migrations/judge-watch.ts';
import type { ProductionStatistics } from '../../ports/production-statistics.ts';
import type { Effort } from '../../ports/run-tag.ts';
import type { ServicePorts } from '../../ports/service-ports.ts';

/** One look at production after a migration (P9): only reading, each question limited in time. */
export async function watchRound(
  ports: ServicePorts,
  {
    service,
    policy,
    before,
  }: {
    readonly service: ServicePolicy;
    readonly policy: MigrationWatchPolicy;
    readonly before: ProductionStatistics | null;
  },
  effort: Effort,
): Promise<{ readonly findings: readonly Finding[]; readonly statistics: ProductionStatistics | null }> {
  const outside = (await ports.smoke?.run({ readOnly: true }, effort)) ?? [];
  if (ports.migrations === null) return { findings: outside, statistics: null };
  const { questions, statistics: reader } = ports.migrations;
  const { name } = await ports.evidence.production();
  const statistics = await reader.read(effort);
  const { orphan_queries: orphans, safe_repair_threshold: repairable } = service.database;
  const inside = [
    ...judgeOrphans(await questions.numbers(name, orphans, effort), repairable),
    ...judgeMissingIds(await questions.numbers(name, policy.missing_ids, effort)),
    ...judgeUnproved(await questions.numbers(name, statistics.unproved, effort)),
    judgeRollbacks(before, statistics, policy),
    judgeStatements(before, statistics, policy),
  ].filter((finding) => finding !== null);
  // What was not asked in a round for readers only would be told as a change of nothing.
  return { findings: [...inside, ...outside.filter(({ result }) => result !== 'skipped')], statistics };
}
