import type { DatabaseIdentity } from '../domain/database.ts';
import { type ChosenScripts, type DownRehearsal, takenAway } from '../domain/down-scripts.ts';
import type { ChoiceOf } from '../domain/path-choice.ts';
import type { Plan } from '../domain/plan.ts';
import type { ServicePolicy } from '../domain/policy-file/service.ts';
import { recoveryPaths } from './paths.ts';
import { stepsFor } from './steps-for.ts';
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
  const { commit } = chosen;
  const deploys = commit === null ? [] : service.deploys.map(({ name }) => ({ target: name, commit }));
  const steps = stepsFor(recoveryPaths['down-scripts'].execution, service, deploys);
  const stops = stoppingMethods(service).length > 0;
  return {
    path: 'down-scripts',
    choice,
    service: service.name,
    environment: service.environment,
    target: { database: production.name, oid: production.oid, systemIdentifier: production.systemIdentifier },
    steps: steps.filter((step) => stops || (step !== 'stop-services' && step !== 'resume-writes')),
    backup: null,
    copy: null,
    deploys,
    statedLoss: null,
    lossMayGrowByRows: 0,
    downScripts: { ...chosen, takesAway: takenAway(rehearsal) },
  };
}
