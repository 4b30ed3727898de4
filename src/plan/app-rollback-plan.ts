import type { DatabaseIdentity } from '../domain/database.ts';
import type { ChoiceOf } from '../domain/path-choice.ts';
import type { Plan } from '../domain/plan.ts';
import type { ServicePolicy } from '../domain/policy-file/service.ts';
import { recoveryPaths } from './paths.ts';
import { stepsFor } from './steps-for.ts';

export interface PreparedRollback {
  readonly choice: ChoiceOf<'app-rollback'>;
  readonly production: DatabaseIdentity;
  readonly commit: string;
}

/** Only code goes back: every deploy target of the service together (P5), and nothing else is touched. */
export function appRollbackPlan(service: ServicePolicy, { choice, production, commit }: PreparedRollback): Plan {
  const deploys = service.deploys.map(({ name }) => ({ target: name, commit }));
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
