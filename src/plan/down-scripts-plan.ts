import type { DatabaseIdentity } from '../domain/database.ts';
import { type ChosenScripts, type DownRehearsal, takenAway } from '../domain/down-scripts.ts';
import type { ChoiceOf } from '../domain/path-choice.ts';
import type { Plan } from '../domain/plan.ts';
import type { ServicePolicy } from '../domain/policy-file/service.ts';
import { deploysOf, planInPlace } from './plan-in-place.ts';
import { stoppingMethods } from './stopping-methods.ts';

export interface PreparedScripts {
  readonly choice: ChoiceOf<'down-scripts'>;
  readonly production: DatabaseIdentity;
  readonly chosen: ChosenScripts;
  readonly rehearsal: DownRehearsal;
}

/** The rehearsal made a plan: those scripts, by digest, with those choices, and the commit that fits afterwards. */
export function downScriptsPlan(
  service: ServicePolicy,
  { choice, production, chosen, rehearsal }: PreparedScripts,
): Plan {
  const plan = planInPlace(service, { choice, production, deploys: deploysOf(service, chosen.commit) });
  const stops = stoppingMethods(service).length > 0;
  return {
    ...plan,
    steps: plan.steps.filter((step) => stops || (step !== 'stop-services' && step !== 'resume-writes')),
    downScripts: { ...chosen, takesAway: takenAway(rehearsal) },
  };
}
