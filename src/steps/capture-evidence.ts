import { z } from 'zod';
import { Evidence } from '../domain/database.ts';
import type { SafeStep } from '../engine/step.ts';

const Outcome = z.object({
  evidence: Evidence,
  runningCommit: z.string().nullable(),
  newestMigration: z.string().nullable(),
});
type Outcome = z.infer<typeof Outcome>;
const Intent = z.object({});

/** Save what production looks like before anything is touched (G4, B10). Reading twice does no harm. */
export const captureEvidence = {
  name: 'capture-evidence',
  title: 'Capture evidence',
  needs: 'nothing',
  intent: Intent,
  outcome: Outcome,
  check: async () => ({ kind: 'to-do', intent: {} }),
  run: async ({ ports, effort }) => ({
    evidence: await ports.evidence.capture(effort),
    // A deploy provider that is down must not stand in the way of the evidence.
    runningCommit: (await ports.deploys[0]?.current(effort).catch(() => null)) ?? (await ports.source.currentCommit()),
    newestMigration: await ports.source.newestMigration(),
  }),
  verify: async (_, { evidence, runningCommit }) => [
    {
      check: 'evidence',
      result: 'passed',
      say: `${evidence.database.name} (oid ${evidence.database.oid}), ledger at ${evidence.ledger?.head ?? 'nothing'}, code at ${runningCommit ?? 'an unknown commit'}`,
    },
    ...evidence.missingTables.map((table) => ({
      check: 'required tables in production',
      result: 'warned' as const,
      say: `${table} is missing in production`,
    })),
  ],
  undo: 'nothing',
} as const satisfies SafeStep<z.infer<typeof Intent>, Outcome>;
