import { RecourseError } from '../domain/errors.ts';
import type { Finding } from '../domain/finding.ts';
import type { SwitchPolicy } from '../domain/policy-file/switches.ts';
import type { PlannedSwitch, SwitchPosition } from '../domain/switches.ts';
import type { Given } from '../engine/step.ts';
import { planOf } from './plan-of.ts';

/** The switch of the plan that was voted on. @throws RecourseError `journal-corrupt` where the plan has none */
export function plannedSwitch({ incident }: Pick<Given, 'incident'>): PlannedSwitch {
  const { switching } = planOf(incident);
  if (switching !== undefined) return switching;
  throw new RecourseError(`The plan of ${incident.id} has no switch.`, {
    code: 'journal-corrupt',
    hint: `Run "recourse incident verify ${incident.id}".`,
    facts: { incident: incident.id },
  });
}

/** Its policy as recourse.yaml has it now. @throws RecourseError `bad-configuration` where it is gone */
export function switchPolicy({ service }: Pick<Given, 'service'>, name: string): SwitchPolicy {
  const policy = service.switches.find((each) => each.name === name);
  if (policy !== undefined) return policy;
  throw new RecourseError(`recourse.yaml no longer names the switch ${name}.`, {
    code: 'bad-configuration',
    hint: 'Put it back under `switches`, or turn it by hand.',
    facts: { switch: name },
  });
}

/** Whether it stands now as it should. */
export async function standsAt(given: Given, { name, title }: PlannedSwitch, wanted: SwitchPosition): Promise<Finding> {
  const now = await given.ports.switches.position(name, given.effort);
  if (now === wanted) return { check: 'switch', result: 'passed', say: `${title} is ${now}` };
  return {
    check: 'switch',
    result: 'failed',
    say: `${title} is still ${now}, although its command ended well`,
    hint: 'Look at what the command does, then try this step again.',
  };
}
