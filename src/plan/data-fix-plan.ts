import type { DatabaseIdentity } from '../domain/database.ts';
import type { ChoiceOf } from '../domain/path-choice.ts';
import type { Plan } from '../domain/plan.ts';
import type { ServicePolicy } from '../domain/policy-file/service.ts';
import type { RepairRehearsal } from '../domain/repair.ts';
import { planInPlace } from './plan-in-place.ts';

export interface PreparedRepair {
  readonly choice: ChoiceOf<'data-fix'>;
  readonly production: DatabaseIdentity;
  readonly repair: RepairRehearsal;
}

/** The rehearsal made a plan: those scripts, letter by letter, and what they did on the copy. */
export function dataFixPlan(service: ServicePolicy, { choice, production, repair }: PreparedRepair): Plan {
  return { ...planInPlace(service, { choice, production }), repair };
}
