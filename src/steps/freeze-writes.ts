import { z } from 'zod';
import { Finding } from '../domain/finding.ts';
import type { FreezeMethod } from '../domain/policy-file/databases.ts';
import type { GrantedStep } from '../engine/step.ts';
import { planOf } from './plan-of.ts';
import { planAnew, whatElse } from './same-database.ts';

const Intent = z.object({ database: z.string(), oid: z.number().int() });
const Outcome = z.object({ findings: z.array(Finding) });
type Intent = z.infer<typeof Intent>;
type Outcome = z.infer<typeof Outcome>;

/** Stop writes to production, and prove that they stopped (G3). */
export const freezeWrites = {
  name: 'freeze-writes',
  title: 'Freeze writes',
  needs: 'grant',
  intent: Intent,
  outcome: Outcome,
  check: async (given) => {
    const { target } = planOf(given.incident);
    const production = await given.ports.evidence.production();
    const say = whatElse(production, target);
    if (say === null) return { kind: 'to-do', intent: { database: production.name, oid: production.oid } };
    return {
      kind: 'refused',
      say,
      hint: planAnew,
      findings: [{ check: 'target', result: 'failed', say }],
    };
  },
  run: async ({ ports, effort, grant }) => ({ findings: [...(await ports.freeze.freeze(grant, effort))] }),
  verify: async ({ service }, { findings }) => [...findings, ...untilWhen(service.freeze.methods)],
  undo: async ({ ports, effort }) => {
    await ports.freeze.resume(effort);
    return 'Writes are allowed again.';
  },
  held: { until: 'promote-copy', isHeld: ({ ports, effort }) => ports.freeze.isHeld(effort.tag) },
} as const satisfies GrantedStep<Intent, Outcome>;

/** Locks and pauses hold the old database; these also hold the service, or the door of whatever bears the name. */
const outlivesPromotion: ReadonlySet<FreezeMethod['method']> = new Set(['webhook', 'command']);

/** Said beforehand, so that nobody believes writes to be frozen while smoke checks run. */
function untilWhen(methods: readonly FreezeMethod[]): Finding[] {
  if (methods.some(({ method }) => outlivesPromotion.has(method))) return [];
  return [
    {
      check: 'how long the freeze lasts',
      result: 'warned',
      say: 'This freeze ends when the copy is promoted: writes resume then, before redeploy and smoke checks.',
      hint: "Put the service's maintenance mode (webhook or command) first in freeze.methods to hold writes until the end.",
    },
  ];
}
