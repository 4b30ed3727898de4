import type { DatabaseIdentity } from '../domain/database.ts';
import type { ChoiceOf } from '../domain/path-choice.ts';
import type { Plan } from '../domain/plan.ts';
import type { ServicePolicy } from '../domain/policy-file/service.ts';
import { recoveryPaths } from './paths.ts';
import { stepsFor } from './steps-for.ts';

export interface PreparedRollback {
  readonly choice: ChoiceOf<'app-rollback'>;
  readonly production: DatabaseIdentity;
  /** What goes back together (P5). */
  readonly deploys: Plan['deploys'];
}

/** Only code goes back, every target that has to together (P5), and nothing else is touched. */
export function appRollbackPlan(service: ServicePolicy, { choice, production, deploys }: PreparedRollback): Plan {
  return {
    path: 'app-rollback',
    choice,
    service: service.name,
    environment: service.environment,
    target: { database: production.name, oid: production.oid, systemIdentifier: production.systemIdentifier },
    steps: stepsFor(recoveryPaths['app-rollback'].execution, service, deploys),
    backup: null,
    copy: null,
    deploys,
    statedLoss: null,
    lossMayGrowByRows: 0,
  };
}
