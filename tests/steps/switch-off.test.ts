import { expect, test } from 'vitest';
import type { SwitchPosition } from '../../src/domain/switches.ts';
import type { GivenGrant } from '../../src/engine/step.ts';
import { switchOff } from '../../src/steps/switch-off.ts';

/** A voted plan that found the switch like this, and how it stands when the plan is carried out. */
function given(found: SwitchPosition, now: SwitchPosition): GivenGrant {
  const switching = { name: 'test-runs', title: 'Test runs', of: 'provider', turn: 'off', found };
  return {
    incident: { id: 'INC-7', proposed: { plan: { switching } }, switches: {} },
    ports: { switches: { position: async () => now } },
  } as unknown as GivenGrant;
}

test.each([
  ['on', 'off', 'on'],
  ['on', 'on', 'on'],
  ['off', 'off', 'off'],
  ['off', 'on', 'on'],
] as const)(
  'planned while it was %s and found %s when carried out, it is remembered as %s before the incident',
  async (found, now, former) => {
    const check = await switchOff.check(given(found, now), null);
    expect(check).toMatchObject({ kind: 'to-do', intent: { former } });
  },
);
