import type { Incident } from '../../domain/incident.ts';
import type { StoredBackup } from '../../domain/manifest.ts';
import { isSameMigration } from '../../domain/migration.ts';
import type { ServicePolicy } from '../../domain/policy-file/service.ts';
import type { Reversibility } from '../../domain/recovery-options.ts';
import { chooseBackup } from '../../plan/choose-backup.ts';
import { type AppliedMigration, breaksOlderCode, judgeReversibility } from '../../plan/options/reversibility.ts';
import { compareLedger } from '../../policy/migrations/compare-ledger.ts';
import type { Effort } from '../../ports/run-tag.ts';
import type { ServicePorts } from '../../ports/service-ports.ts';

type Ports = Pick<ServicePorts, 'migrations' | 'source'>;

/** What ran on production, what it destroyed, and which commits know it (P1). Production is only read. */
export async function readReversibility(
  ports: Ports,
  given: { readonly incident: Incident; readonly service: ServicePolicy; readonly backups: readonly StoredBackup[] },
  effort: Effort,
): Promise<Reversibility> {
  const { incident, service, backups } = given;
  const found = await readApplied(ports, service, effort).catch(() => null);
  const last = found?.findLast(({ effects }) => effects.some(breaksOlderCode)) ?? null;
  const git = last === null ? null : await ports.source.commitsWith(last.file).catch(() => null);
  const { chosen } = chooseBackup(backups, {
    identifiedAt: incident.identifiedAt,
    failingMigration: incident.declaration.migration ?? null,
    named: incident.chosenBackup,
  });
  return judgeReversibility({
    applied: found,
    backup: chosen,
    backups,
    identifiedAt: incident.identifiedAt,
    running: runningCommit(incident),
    git,
  });
}

/** Null where there is nothing to compare. */
async function readApplied(
  { migrations }: Ports,
  service: ServicePolicy,
  effort: Effort,
): Promise<readonly (AppliedMigration & { readonly file: string })[] | null> {
  if (migrations === null) return null;
  const [files, rows] = await Promise.all([migrations.files.list(), migrations.ledger.read(effort)]);
  if (rows === null) return null;
  const { standings } = compareLedger(migrations.files.tool, files, rows);
  const ran = standings
    .filter(({ standing }) => standing !== 'pending' && standing !== 'skipped')
    .map(({ migration }) => migration);
  const readings = await migrations.files.readEach();
  return ran.map(({ name, file }) => ({
    name,
    file,
    effects: (readings.get(name) ?? []).flatMap(({ effects }) => effects),
    commitBefore: commitBefore(service, name),
  }));
}

function commitBefore({ migrations }: ServicePolicy, name: string): string | null {
  return migrations?.destructive.find(({ migration }) => isSameMigration(migration, name))?.commit_before ?? null;
}

function runningCommit({ steps, declaration }: Incident): string | null {
  const outcome = steps['capture-evidence']?.outcome as { readonly runningCommit?: unknown } | null | undefined;
  return typeof outcome?.runningCommit === 'string' ? outcome.runningCommit : (declaration.commit ?? null);
}
