import type { Correction } from '../domain/correction.ts';
import type { DatabaseIdentity } from '../domain/database.ts';
import type { ChoiceOf } from '../domain/path-choice.ts';
import type { Plan } from '../domain/plan.ts';
import type { ServicePolicy } from '../domain/policy-file/service.ts';
import { deploysOf, planInPlace } from './plan-in-place.ts';

export interface PreparedCorrection {
  readonly choice: ChoiceOf<'forward-fix'>;
  readonly production: DatabaseIdentity;
  readonly correction: Correction;
}

/** The rehearsal made a plan: those migrations, letter by letter, and the commit that goes with them where one was named. */
export function forwardFixPlan(service: ServicePolicy, { choice, production, correction }: PreparedCorrection): Plan {
  const deploys = deploysOf(service, choice.commit);
  return { ...planInPlace(service, { choice, production, deploys }), correction };
}
