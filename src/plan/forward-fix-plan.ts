import type { Correction } from '../domain/correction.ts';
import type { DatabaseIdentity } from '../domain/database.ts';
import type { ChoiceOf } from '../domain/path-choice.ts';
import type { Plan } from '../domain/plan.ts';
import type { ServicePolicy } from '../domain/policy-file/service.ts';
import { recoveryPaths } from './paths.ts';
import { stepsFor } from './steps-for.ts';

export interface PreparedCorrection {
  readonly choice: ChoiceOf<'forward-fix'>;
  readonly production: DatabaseIdentity;
  readonly correction: Correction;
}

/** The rehearsal made a plan: those migrations, letter by letter, and the commit that goes with them where one was named. */
export function forwardFixPlan(service: ServicePolicy, { choice, production, correction }: PreparedCorrection): Plan {
  const { commit } = choice;
  const deploys = commit === null ? [] : service.deploys.map(({ name }) => ({ target: name, commit }));
  return {
    path: 'forward-fix',
    choice,
    service: service.name,
    environment: service.environment,
    target: { database: production.name, oid: production.oid, systemIdentifier: production.systemIdentifier },
    steps: stepsFor(recoveryPaths['forward-fix'].execution, service, deploys),
    backup: null,
    copy: null,
    deploys,
    statedLoss: null,
    lossMayGrowByRows: 0,
    correction,
  };
}
