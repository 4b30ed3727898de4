import { z } from 'zod';
import { Evidence, OrphanCounts } from '../domain/database.ts';
import { RecourseError } from '../domain/errors.ts';
import { Finding } from '../domain/finding.ts';
import type { Given, SafeStep } from '../engine/step.ts';
import { ledgerWarnings } from '../policy/migrations/diagnose-ledger.ts';
import { examineLedger } from './examine-ledger.ts';

const Outcome = z.object({
  evidence: Evidence,
  runningCommit: z.string().nullable(),
  newestMigration: z.string().nullable(),
  orphans: OrphanCounts.optional(),
  /** Where folder and ledger have drifted apart. Absent in journals of before anybody looked. */
  drift: z.array(Finding).optional(),
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
  run: async (given) => {
    const { ports, effort } = given;
    const evidence = await ports.evidence.capture(effort);
    return {
      evidence,
      // A deploy provider that is down must not stand in the way of the evidence.
      runningCommit:
        (await ports.deploys[0]?.current(effort).catch(() => null)) ?? (await ports.source.currentCommit()),
      newestMigration: await ports.source.newestMigration(),
      orphans: await countOrphans(given, evidence.database.name),
      drift: [...(await findDrift(given))],
    };
  },
  verify: async (_, { evidence, runningCommit, drift = [] }) => [
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
    ...drift,
  ],
  undo: 'nothing',
} as const satisfies SafeStep<z.infer<typeof Intent>, Outcome>;

/** Evidence on the card where something is wrong, and no reason to stop: whatever keeps us from looking stops nothing either. */
async function findDrift({ ports, effort }: Given): Promise<readonly Finding[]> {
  if (ports.migrations === null) return [];
  try {
    return ledgerWarnings(await examineLedger(ports.migrations, effort));
  } catch (error) {
    effort.signal.throwIfAborted();
    const why = error instanceof RecourseError ? error.message : String(error);
    return [{ check: 'ledger', result: 'skipped', say: `Nobody could compare the migrations with the ledger: ${why}` }];
  }
}

/** On damaged data a query may fail, or take longer than it may: then it says nothing, and the evidence stands. */
async function countOrphans({ service, ports, effort }: Given, database: string): Promise<Outcome['orphans']> {
  const queries = service.database.orphan_queries;
  if (queries.length === 0) return [];
  const answers = await ports.questions.numbers(database, queries, effort);
  return answers.map(({ name, number }) => ({ name, number }));
}
