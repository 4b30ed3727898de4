import type { DatabaseIdentity, ValidatedCopy } from '../domain/database.ts';
import type { LossReport } from '../domain/loss.ts';
import type { ChoiceOf } from '../domain/path-choice.ts';
import type { Plan } from '../domain/plan.ts';
import type { ServicePolicy } from '../domain/policy-file/service.ts';
import { recoveryPaths } from './paths.ts';
import { stepsFor } from './steps-for.ts';

export interface PreparedUndo {
  readonly choice: ChoiceOf<'undo-restore'>;
  readonly production: DatabaseIdentity;
  readonly replaced: ValidatedCopy;
  readonly loss: LossReport;
}

/** The swap backwards made concrete: the replaced database, and the commits that ran on it. */
export function undoRestorePlan(service: ServicePolicy, { choice, production, replaced, loss }: PreparedUndo): Plan {
  const { deploys } = choice;
  return {
    path: 'undo-restore',
    choice,
    service: service.name,
    environment: service.environment,
    target: { database: production.name, oid: production.oid, systemIdentifier: production.systemIdentifier },
    steps: stepsFor(recoveryPaths['undo-restore'].execution, service, deploys),
    backup: null,
    copy: { database: replaced.name, oid: replaced.oid },
    deploys,
    statedLoss: loss,
    lossMayGrowByRows: service.restore.loss_growth_rows,
  };
}
