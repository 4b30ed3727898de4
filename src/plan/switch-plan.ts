import type { DatabaseIdentity } from '../domain/database.ts';
import type { ChoiceOf } from '../domain/path-choice.ts';
import type { Plan } from '../domain/plan.ts';
import type { ServicePolicy } from '../domain/policy-file/service.ts';
import type { PlannedSwitch } from '../domain/switches.ts';
import { pathOf } from './paths.ts';
import { stepsFor } from './steps-for.ts';

export interface PreparedSwitch {
  readonly choice: ChoiceOf<'feature-flag'> | ChoiceOf<'provider-outage'>;
  readonly production: DatabaseIdentity;
  readonly switching: PlannedSwitch;
}

/** One switch, which way it is turned, and what is retried then: those ids, and no others (P2 C, B11). */
export function switchPlan(service: ServicePolicy, { choice, production, switching }: PreparedSwitch): Plan {
  const steps = stepsFor(pathOf({ choice }).execution, service, []);
  return {
    path: choice.path,
    choice,
    service: service.name,
    environment: service.environment,
    target: { database: production.name, oid: production.oid, systemIdentifier: production.systemIdentifier },
    steps: switching.retry === null ? steps.filter((step) => step !== 'retry-affected') : steps,
    backup: null,
    copy: null,
    deploys: [],
    statedLoss: null,
    lossMayGrowByRows: 0,
    switching,
  };
}
