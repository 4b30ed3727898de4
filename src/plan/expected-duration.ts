import type { Plan, StepName } from '../domain/plan.ts';
import type { ServicePolicy } from '../domain/policy-file/service.ts';

/** Usual times of steps that were not measured while preparing, in milliseconds; measured on a 1 GB database. */
const USUAL_MS = { parity: 3_000, swap: 1_000, deploy: 10_000, smoke: 3_000, command: 5_000 };

/** What the preparation of this very incident measured, in milliseconds per step that waits for the vote. */
export type MeasuredSteps = Readonly<Partial<Record<StepName, number>>>;

type UsualMs = (service: ServicePolicy, plan: Plan) => number;

/** Of what is not listed here and was not measured, nobody knows more than that it is short. */
const usualMs: Readonly<Record<string, UsualMs>> = {
  'freeze-writes': ({ freeze }) => freeze.prove_for,
  'stop-services': ({ freeze }) => freeze.prove_for,
  'bring-to-parity': () => USUAL_MS.parity,
  'promote-copy': () => USUAL_MS.swap,
  'redeploy-commit': (_, { deploys }) => deploys.length * USUAL_MS.deploy,
  'switch-off': () => USUAL_MS.command,
  'switch-on': () => USUAL_MS.command,
  'run-smoke-checks': () => USUAL_MS.smoke,
  'run-verification-commands': ({ restore }) => restore.verification_commands.length * USUAL_MS.command,
};

/**
 * From the approval until writes go on again, or where they never stop until all is checked, in milliseconds: each step of
 * the plan as it was measured, and usual times for the rest. Watching comes after it.
 */
export function expectedMs(plan: Plan, service: ServicePolicy, measured: MeasuredSteps): number {
  const resumed = plan.steps.indexOf('resume-writes');
  const counted = resumed === -1 ? plan.steps : plan.steps.slice(0, resumed);
  const took = counted.map((step) => measured[step] ?? usualMs[step]?.(service, plan) ?? 0);
  return Math.round(took.reduce((sum, ms) => sum + ms, 0));
}
