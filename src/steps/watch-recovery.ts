import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { anyFailed, type Finding } from '../domain/finding.ts';
import type { Given, SafeStep } from '../engine/step.ts';

const Outcome = z.object({
  rounds: z.number().int().optional(),
  failed: z.number().int().optional(),
  lastFailure: z.string().optional(),
});
type Outcome = z.infer<typeof Outcome>;
const Intent = z.object({});

/** Keep asking for a while after writes resumed: a service that fails again is found by us, not by its users (B9). */
export const watchRecovery = {
  name: 'watch-recovery',
  title: 'Watch the service',
  needs: 'nothing',
  intent: Intent,
  outcome: Outcome,
  check: async () => ({ kind: 'to-do', intent: {} }),
  run: watch,
  verify: async ({ service }, { rounds = 0, failed = 0, lastFailure }) => [
    judge(rounds, failed, lastFailure, service.watch.max_failed_percent),
  ],
  undo: 'nothing',
} as const satisfies SafeStep<z.infer<typeof Intent>, Outcome>;

async function watch({ ports, service, effort }: Given): Promise<Outcome> {
  const rounds = Math.max(1, Math.floor(service.watch.for / service.watch.every));
  let failed = 0;
  let lastFailure: string | undefined;
  for (let round = 1; round <= rounds; round += 1) {
    const findings = (await ports.smoke?.run({ readOnly: true }, effort)) ?? [];
    if (anyFailed(findings)) {
      failed += 1;
      lastFailure = findings.find((finding) => finding.result === 'failed')?.say;
    }
    effort.progress(`${round} of ${rounds} rounds, ${failed} failed`);
    if (round < rounds) await pause(service.watch.every, undefined, { signal: effort.signal });
  }
  return { rounds, failed, ...(lastFailure === undefined ? {} : { lastFailure }) };
}

function judge(rounds: number, failed: number, lastFailure: string | undefined, allowedPercent: number): Finding {
  const say = `${failed} of ${rounds} rounds failed${lastFailure === undefined ? '' : `; the last one: ${lastFailure}`}`;
  if (rounds === 0)
    return { check: 'watch', result: 'failed', say: 'nothing was watched', hint: 'Configure smoke checks.' };
  if ((failed / rounds) * 100 <= allowedPercent) return { check: 'watch', result: 'passed', say };
  return {
    check: 'watch',
    result: 'failed',
    say,
    hint: 'The data is back, but the service is not well: look at its logs.',
  };
}
