import type { AutoDeploy } from '../../domain/auto-deploy.ts';
import type { EntryBody } from '../../domain/entry.ts';
import { RecourseError } from '../../domain/errors.ts';
import type { IncidentId } from '../../domain/ids.ts';
import type { Incident } from '../../domain/incident.ts';
import type { Refusal, Verdict } from '../../domain/verdict.ts';
import type { House } from '../house.ts';
import type { Asking } from '../use-cases.ts';
import { settleEach, shortEffort } from './settle-each.ts';

/** Switches auto-deploy on again wherever this incident switched it off, each as it was. */
export async function releaseAutoDeploys(house: House, asking: Asking, id: IncidentId): Promise<Verdict<Incident>> {
  return settleEach<AutoDeploy>(house, asking, id, {
    heldIn: ({ autoDeploys }) => autoDeploys,
    putBack: (incident, target, former) => release(house, incident, target, former),
    settled: (target) => ({ kind: 'auto-deploy-settled', target, how: 'released' }),
  });
}

/** That a person says it stays off. */
export function leftOff(target: string): EntryBody {
  return { kind: 'auto-deploy-settled', target, how: 'left-off' };
}

export function stillOff(targets: readonly string[]): Refusal {
  return {
    code: 'auto-deploy-off',
    say: `Auto-deploy is still off: ${targets.join(', ')}. Recourse switched it off for the rollback.`,
    hint: 'Close it again and choose: switch it on as it was, or leave it off.',
  };
}

async function release(house: House, incident: Incident, target: string, former: AutoDeploy): Promise<Refusal | null> {
  const provider = house.portsOf(incident.declaration.service).deploys.find(({ name }) => name === target);
  if (provider?.autoDeploy == null) return notReleased(target, 'recourse.yaml no longer says how to reach it.');
  const effort = shortEffort(house, incident);
  try {
    const { result, say } = await provider.autoDeploy.release(former, effort);
    return result === 'passed' ? null : notReleased(target, say);
  } catch (error) {
    if (error instanceof RecourseError) return notReleased(target, error.message);
    if (effort.signal.aborted) return notReleased(target, 'it gave no answer within a minute.');
    throw error;
  }
}

function notReleased(target: string, why: string): Refusal {
  return {
    code: 'auto-deploy-off',
    say: `Auto-deploy of ${target} could not be switched on again: ${why}`,
    hint: 'Switch it on by hand, then close the incident and choose to leave it as it is.',
  };
}
