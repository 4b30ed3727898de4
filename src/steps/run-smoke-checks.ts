import { z } from 'zod';
import type { SafeStep } from '../engine/step.ts';
import { findingsOf } from './findings-of.ts';

const Outcome = z.object({ findings: findingsOf });
type Outcome = z.infer<typeof Outcome>;
const Intent = z.object({});

/** Ask the service from outside whether it works again (G9). Checks that write clean up after themselves. */
export const runSmokeChecks = {
  name: 'run-smoke-checks',
  title: 'Run smoke checks',
  needs: 'nothing',
  intent: Intent,
  outcome: Outcome,
  check: async () => ({ kind: 'to-do', intent: {} }),
  run: async ({ ports, effort }) => ({
    findings: [...((await ports.smoke?.run({ readOnly: false }, effort)) ?? [])],
  }),
  verify: async (_, { findings = [] }) => findings,
  undo: 'nothing',
} as const satisfies SafeStep<z.infer<typeof Intent>, Outcome>;
