import { z } from 'zod';
import { SwitchOffIntent, SwitchPosition } from '../domain/switches.ts';
import type { GivenGrant, GrantedStep } from '../engine/step.ts';
import { plannedSwitch, refuseOtherTurn, standsAt } from './switch-of.ts';

/** Empty where a person says that it is off. */
const Outcome = z.object({ switch: z.string().optional(), former: SwitchPosition.optional() });
type Intent = z.infer<typeof SwitchOffIntent>;
type Outcome = z.infer<typeof Outcome>;

/**
 * Switch a feature or the use of a third party off (P2 C, B11). How it stood before goes into the intent, so that a crash
 * cannot make its own doing look like somebody else's: what is off then was on before.
 */
export const switchOff = {
  name: 'switch-off',
  title: 'Switch it off',
  needs: 'grant',
  intent: SwitchOffIntent,
  outcome: Outcome,
  check: async (given, begun) => {
    const { name, title } = plannedSwitch(given);
    const now = await given.ports.switches.position(name, given.effort);
    if (begun !== null && now === 'off') return { kind: 'already-done', outcome: outcomeOf(begun) };
    if (now === 'on') refuseOtherTurn(given);
    return { kind: 'to-do', intent: begun ?? { switch: name, title, former: formerOf(given, now) } };
  },
  run: async (given, intent) => {
    const now = await given.ports.switches.position(intent.switch, given.effort);
    if (now === 'on') refuseOtherTurn(given);
    if (now === 'on') await given.ports.switches.disable(intent.switch, given.grant, given.effort);
    return outcomeOf(intent);
  },
  verify: async (given) => [await standsAt(given, plannedSwitch(given), 'off')],
  // Whoever stops a recovery may want it off or on: it stays off, is told again and again, and is asked about at the close.
  undo: 'a-person',
} as const satisfies GrantedStep<Intent, Outcome>;

/**
 * An earlier attempt may have switched it off before it failed; what it found then stands. Next counts what people voted
 * on: whoever switched it off by hand since then did it for this incident.
 */
function formerOf(given: GivenGrant, now: SwitchPosition): SwitchPosition {
  const { name, found } = plannedSwitch(given);
  const known = given.incident.switches[name]?.former;
  return known ?? (found === 'on' ? 'on' : now);
}

function outcomeOf({ switch: name, former }: Intent): Outcome {
  return { switch: name, former };
}
