import { z } from 'zod';
import type { GrantedStep } from '../engine/step.ts';
import { plannedSwitch, refuseOtherTurn, standsAt, waitUntilWell, whyNotWell } from './switch-of.ts';

const Intent = z.object({ switch: z.string() });
/** Empty where a person says that it is on; then the close still asks about it. */
const Outcome = z.object({ switch: z.string().optional() });
type Intent = z.infer<typeof Intent>;
type Outcome = z.infer<typeof Outcome>;

/** Switch it on again, because people voted for that (P2 C, B11). Found on, it is left alone. */
export const switchOn = {
  name: 'switch-on',
  title: 'Switch it on again',
  needs: 'grant',
  intent: Intent,
  outcome: Outcome,
  check: async (given, begun) => {
    const { name } = plannedSwitch(given);
    const now = await given.ports.switches.position(name, given.effort);
    if (now === 'on') return { kind: 'already-done', outcome: { switch: name } };
    refuseOtherTurn(given);
    // One that was begun may be half on: it is finished, and the looks before the retry tell the rest.
    const say = begun === null ? await whyNotWell(given) : null;
    if (say === null) return { kind: 'to-do', intent: { switch: name } };
    const finding = { check: 'look', result: 'failed', say, hint: waitUntilWell } as const;
    return { kind: 'refused', say, hint: waitUntilWell, findings: [finding] };
  },
  run: async (given, intent) => {
    refuseOtherTurn(given);
    await given.ports.switches.enable(intent.switch, given.grant, given.effort);
    return { switch: intent.switch };
  },
  verify: async (given) => [await standsAt(given, plannedSwitch(given), 'on')],
  undo: 'a-person',
} as const satisfies GrantedStep<Intent, Outcome>;
