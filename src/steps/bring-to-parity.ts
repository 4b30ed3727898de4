import { z } from 'zod';
import { Finding } from '../domain/finding.ts';
import type { GrantedStep } from '../engine/step.ts';
import { copyToPromote } from './copy-to-promote.ts';

const Outcome = z.object({ findings: z.array(Finding) });
type Outcome = z.infer<typeof Outcome>;
const Intent = z.object({ database: z.string() });
type Intent = z.infer<typeof Intent>;

/** Give the copy what a dump leaves behind: settings, rights, limits, comment, sequences at least as far as production's. */
export const bringToParity = {
  name: 'bring-to-parity',
  title: 'Bring the copy to parity',
  needs: 'grant',
  intent: Intent,
  outcome: Outcome,
  check: async (given) => ({ kind: 'to-do', intent: { database: copyToPromote(given).name } }),
  run: async (given) => ({
    findings: [...(await given.ports.copies.bringToParity(copyToPromote(given), given.effort))],
  }),
  verify: async (_, { findings }) => findings,
  undo: 'nothing',
} as const satisfies GrantedStep<Intent, Outcome>;
