import type { ServicePolicy } from '../domain/policy-file/service.ts';

/** Usual times of steps that were not measured while preparing, in milliseconds; measured on a 1 GB database. */
const USUAL_MS = { parity: 3_000, swap: 1_000, deploy: 10_000, smoke: 3_000, command: 5_000 };

/** From approval to writes resumed, in milliseconds: what was measured, and usual times for the rest. */
export function expectedMs(service: ServicePolicy, lossCountMs: number): number {
  const commands = service.restore.verification_commands.length * USUAL_MS.command;
  const deploys = service.deploys.length * USUAL_MS.deploy;
  const smoke = service.smoke === undefined ? 0 : USUAL_MS.smoke;
  return Math.round(
    service.freeze.prove_for + lossCountMs + USUAL_MS.parity + USUAL_MS.swap + deploys + smoke + commands,
  );
}
