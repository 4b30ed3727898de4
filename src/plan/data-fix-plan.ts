import type { DatabaseIdentity } from '../domain/database.ts';
import type { ChoiceOf } from '../domain/path-choice.ts';
import type { Plan } from '../domain/plan.ts';
import type { ServicePolicy } from '../domain/policy-file/service.ts';
import type { RepairRehearsal } from '../domain/repair.ts';
import { recoveryPaths } from './paths.ts';
import { stepsFor } from './steps-for.ts';

export interface PreparedRepair {
  readonly choice: ChoiceOf<'data-fix'>;
  readonly production: DatabaseIdentity;
  readonly repair: RepairRehearsal;
}

/** The rehearsal made a plan: those scripts, letter by letter, and what they did on the copy. */
export function dataFixPlan(service: ServicePolicy, { choice, production, repair }: PreparedRepair): Plan {
  return {
    path: 'data-fix',
    choice,
    service: service.name,
    environment: service.environment,
    target: { database: production.name, oid: production.oid, systemIdentifier: production.systemIdentifier },
    steps: stepsFor(recoveryPaths['data-fix'].execution, service, []),
    backup: null,
    copy: null,
    deploys: [],
    statedLoss: null,
    lossMayGrowByRows: 0,
    repair,
  };
}
