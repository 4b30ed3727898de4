import { digestOf } from '../domain/canonical.ts';
import type { DatabaseIdentity, ValidatedCopy } from '../domain/database.ts';
import type { Incident } from '../domain/incident.ts';
import type { LossReport } from '../domain/loss.ts';
import type { Plan, PlannedBackup, ProposedPlan } from '../domain/plan.ts';
import type { ServicePolicy } from '../domain/policy-file/service.ts';
import { describeChanges } from './describe-changes.ts';
import { expectedMs } from './expected-duration.ts';
import { restoreExecution } from './restore-path.ts';

/** What the preparation measured: all that a restore plan is made of. */
export interface Prepared {
  readonly production: DatabaseIdentity;
  readonly copy: ValidatedCopy;
  readonly backup: PlannedBackup;
  readonly loss: LossReport;
  readonly lossCountMs: number;
}

/** The restore path made concrete, with the digest that people vote on and what changed since the last revision. */
export function proposeRestore(
  incident: Incident,
  service: ServicePolicy,
  prepared: Prepared,
): { proposed: ProposedPlan; changes: string[] } {
  const plan = restorePlan(service, prepared);
  const before = incident.proposed;
  return {
    proposed: {
      revision: (before?.revision ?? incident.lastRevision) + 1,
      digest: digestOf(plan),
      plan,
      expectedMs: expectedMs(service, prepared.lossCountMs),
    },
    changes: before === null ? [] : describeChanges(before.plan, plan),
  };
}

function restorePlan(service: ServicePolicy, { production, copy, backup, loss }: Prepared): Plan {
  const commit = matchingCommit(service, backup);
  return {
    path: 'restore',
    service: service.name,
    environment: service.environment,
    target: { database: production.name, oid: production.oid, systemIdentifier: production.systemIdentifier },
    steps: restoreExecution.filter((step) => stepApplies(step, service, commit)),
    backup,
    copy: { database: copy.name, oid: copy.oid },
    deploys: commit === null ? [] : service.deploys.map((target) => ({ target: target.name, commit })),
    statedLoss: loss,
    lossMayGrowByRows: service.restore.loss_growth_rows,
  };
}

function stepApplies(step: string, service: ServicePolicy, commit: string | null): boolean {
  if (step === 'redeploy-commit') return commit !== null && service.deploys.length > 0;
  if (step === 'run-smoke-checks' || step === 'watch-recovery') return service.smoke !== undefined;
  if (step === 'run-verification-commands') return service.restore.verification_commands.length > 0;
  return true;
}

/** The commit that ran on the backup's schema (G8): recorded with the backup, or named by policy for the migration undone. */
export function matchingCommit(service: ServicePolicy, backup: PlannedBackup): string | null {
  if (backup.appCommit !== null) return backup.appCommit;
  return service.migrations?.destructive.at(-1)?.commit_before ?? null;
}
