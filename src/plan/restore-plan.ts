import type { DatabaseIdentity, ValidatedCopy } from '../domain/database.ts';
import type { LossReport } from '../domain/loss.ts';
import type { Plan, PlannedBackup } from '../domain/plan.ts';
import type { ServicePolicy } from '../domain/policy-file/service.ts';
import { recoveryPaths } from './paths.ts';
import { stepsFor } from './steps-for.ts';

/** What the preparation measured: all that a restore plan is made of. */
export interface PreparedRestore {
  readonly production: DatabaseIdentity;
  readonly copy: ValidatedCopy;
  readonly backup: PlannedBackup;
  readonly loss: LossReport;
}

/** The restore path made concrete. */
export function restorePlan(service: ServicePolicy, { production, copy, backup, loss }: PreparedRestore): Plan {
  const commit = matchingCommit(service, backup);
  const deploys = commit === null ? [] : service.deploys.map((target) => ({ target: target.name, commit }));
  return {
    path: 'restore',
    service: service.name,
    environment: service.environment,
    target: { database: production.name, oid: production.oid, systemIdentifier: production.systemIdentifier },
    steps: stepsFor(recoveryPaths.restore.execution, service, deploys),
    backup,
    copy: { database: copy.name, oid: copy.oid },
    deploys,
    statedLoss: loss,
    lossMayGrowByRows: service.restore.loss_growth_rows,
  };
}

/** The commit that ran on the backup's schema (G8): recorded with the backup, or named by policy for the migration undone. */
export function matchingCommit(service: ServicePolicy, backup: PlannedBackup): string | null {
  if (backup.appCommit !== null) return backup.appCommit;
  return service.migrations?.destructive.at(-1)?.commit_before ?? null;
}
