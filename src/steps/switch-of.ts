import { digestOf } from '../domain/canonical.ts';
import { RecourseError } from '../domain/errors.ts';
import type { Finding } from '../domain/finding.ts';
import type { Digest } from '../domain/ids.ts';
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

/** What tells whether the command line that turns it is still the same. */
export function turnDigest(policy: SwitchPolicy, turn: SwitchPosition): Digest {
  return digestOf(turn === 'off' ? policy.disable : policy.enable);
}

/** @throws RecourseError `check-failed` where recourse.yaml would turn it with another command than was voted on */
export function refuseOtherTurn(given: Pick<Given, 'incident' | 'service'>): void {
  const { name, title, turn, turnedBy } = plannedSwitch(given);
  if (turnedBy === undefined || turnDigest(switchPolicy(given, name), turn) === turnedBy) return;
  throw new RecourseError(`${title}: the command that turns it ${turn} is not the one any more that was voted on.`, {
    code: 'check-failed',
    hint: 'Put it back in recourse.yaml, or stop this recovery and choose this way again.',
    facts: { switch: name },
  });
}

/**
 * Hours may lie between the last good look and the vote: before anything is switched on or retried one looks once more.
 * Null where it is well, or where nobody looks; else in words why not.
 */
export async function whyNotWell(given: Given): Promise<string | null> {
  const { name, title } = plannedSwitch(given);
  if (switchPolicy(given, name).recheck === undefined) return null;
  const look = await given.ports.switches.look(name, given.effort);
  return look.well ? null : `${title} is not well again: ${look.say}`;
}

export const waitUntilWell = 'Try this step again once it is well, or stop this recovery.';

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
