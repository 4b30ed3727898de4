import { z } from 'zod';
import { Finding } from '../domain/finding.ts';
import type { GrantedStep } from '../engine/step.ts';
import { findingsOf } from './findings-of.ts';

const Intent = z.object({});
const Outcome = z.object({ findings: findingsOf });
type Outcome = z.infer<typeof Outcome>;

/** Stop the service while its tables change (S2), by the methods that outlive this process, and prove that nobody writes. */
export const stopServices = {
  name: 'stop-services',
  title: 'Stop the services',
  needs: 'grant',
  intent: Intent,
  outcome: Outcome,
  check: async () => ({ kind: 'to-do', intent: {} }),
  run: async ({ ports, effort, grant }) => ({
    findings: z.array(Finding).parse(await ports.stopping.freeze(grant, effort)),
  }),
  verify: async (_, { findings = [] }) => findings,
  undo: async ({ ports, effort }) => {
    await ports.stopping.resume(effort);
    return 'The services may write again.';
  },
} as const satisfies GrantedStep<z.infer<typeof Intent>, Outcome>;
