import { z } from 'zod';
import type { SafeStep } from '../engine/step.ts';
import { findingsOf } from './findings-of.ts';

const Outcome = z.object({ findings: findingsOf });
type Outcome = z.infer<typeof Outcome>;
const Intent = z.object({});

/** Allow writes again (B9). Resuming twice is resuming once. */
export const resumeWrites = {
  name: 'resume-writes',
  title: 'Resume writes',
  needs: 'nothing',
  intent: Intent,
  outcome: Outcome,
  check: async () => ({ kind: 'to-do', intent: {} }),
  run: async ({ ports, effort }) => ({ findings: [...(await ports.freeze.resume(effort))] }),
  verify: async (_, { findings = [] }) => findings,
  undo: 'nothing',
} as const satisfies SafeStep<z.infer<typeof Intent>, Outcome>;
