import type { DatabaseIdentity } from '../domain/database.ts';
import type { PathChoice } from '../domain/path-choice.ts';
import type { Plan } from '../domain/plan.ts';
import type { ServicePolicy } from '../domain/policy-file/service.ts';
import { pathOf } from './paths.ts';
import { stepsFor } from './steps-for.ts';

interface InPlace<Choice extends PathChoice> {
  readonly choice: Choice;
  readonly production: Pick<DatabaseIdentity, 'name' | 'oid' | 'systemIdentifier'>;
  readonly deploys?: Plan['deploys'];
}

/** What all plans share that leave the production database where it is: no copy takes its place, so no row is lost to a swap. */
export function planInPlace<Choice extends PathChoice>(
  service: ServicePolicy,
  { choice, production, deploys = [] }: InPlace<Choice>,
): Plan {
  return {
    path: choice.path,
    choice,
    service: service.name,
    environment: service.environment,
    target: { database: production.name, oid: production.oid, systemIdentifier: production.systemIdentifier },
    steps: stepsFor(pathOf({ choice }).execution, service, deploys),
    backup: null,
    copy: null,
    deploys,
    statedLoss: null,
    lossMayGrowByRows: 0,
  };
}

/** One commit for every target; none where the code stays as it is. */
export function deploysOf({ deploys }: ServicePolicy, commit: string | null): Plan['deploys'] {
  return commit === null ? [] : deploys.map(({ name }) => ({ target: name, commit }));
}
