import type { DatabaseIdentity } from '../domain/database.ts';
import type { ChoiceOf } from '../domain/path-choice.ts';
import type { Plan } from '../domain/plan.ts';
import type { ServicePolicy } from '../domain/policy-file/service.ts';
import { planInPlace } from './plan-in-place.ts';

export interface PreparedRollback {
  readonly choice: ChoiceOf<'app-rollback'>;
  readonly production: DatabaseIdentity;
  /** What goes back together (P5). */
  readonly deploys: Plan['deploys'];
}

/** Only code goes back, every target that has to together (P5), and nothing else is touched. */
export function appRollbackPlan(service: ServicePolicy, prepared: PreparedRollback): Plan {
  return planInPlace(service, prepared);
}
