import { z } from 'zod';
import type { SafeStep } from '../engine/step.ts';
import { findingsOf } from './findings-of.ts';
import { planOf } from './plan-of.ts';
import { downScriptsFor, expectedAfter } from './scripts-to-run.ts';

const Outcome = z.object({ findings: findingsOf });
type Outcome = z.infer<typeof Outcome>;
const Intent = z.object({});

/** Look whether tables, columns and enum values are those of before the migrations (S5). */
export const verifyDownScripts = {
  name: 'verify-down-scripts',
  title: 'Verify what the scripts left',
  needs: 'nothing',
  intent: Intent,
  outcome: Outcome,
  check: async () => ({ kind: 'to-do', intent: {} }),
  run: async (given) => {
    const { down, policy } = downScriptsFor(given);
    const { target, downScripts } = planOf(given.incident);
    const expected = expectedAfter(policy, downScripts?.scripts ?? []);
    return { findings: [...(await down.check(target.database, expected, given.effort))] };
  },
  verify: async (_, { findings = [] }) => findings,
  undo: 'nothing',
} as const satisfies SafeStep<z.infer<typeof Intent>, Outcome>;
