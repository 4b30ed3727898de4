import { z } from 'zod';
import type { Given, SafeStep } from '../engine/step.ts';
import { migrationsOf, reachOf } from './correction-files.ts';
import { dropEarlierRehearsals } from './drop-earlier-copies.ts';
import { runMigrations } from './run-migrations.ts';
import { safetyBackupOf } from './safety-copy.ts';

const Intent = z.object({ name: z.string() });
const Outcome = z.object({
  migrations: z.number().int(),
  durationMs: z.number(),
  error: z.object({ say: z.string(), line: z.number().nullable() }).nullable(),
  /** What the chain would have done to production's server, so that it was not run; left out where it was. */
  skipped: z.string().optional(),
});
type Intent = z.infer<typeof Intent>;
type Outcome = z.infer<typeof Outcome>;

/** Run the whole chain of migrations, the corrective ones too, on a database with nothing in it (G10). */
export const replayChain = {
  name: 'replay-chain',
  title: 'Replay all migrations on an empty database',
  needs: 'nothing',
  intent: Intent,
  outcome: Outcome,
  check: async ({ ports, effort }) => ({
    kind: 'to-do',
    intent: { name: ports.copies.scratchName(effort.tag, 'rehearsal') },
  }),
  run: async (given, { name }) => onEmpty(given, name),
  verify: async (_, { migrations, durationMs, error, skipped }) => {
    const check = 'replay';
    if (skipped !== undefined) {
      const say = `not replayed, because it would act on production’s server before anybody voted: ${skipped}`;
      return [{ check, result: 'warned', say, hint: 'Vote without this proof, or replay it on a server of its own.' }];
    }
    const seconds = (durationMs / 1000).toFixed(1);
    if (error === null) {
      return [{ check, result: 'passed', say: `${migrations} migrations ran on an empty database in ${seconds} s` }];
    }
    const where = error.line === null ? '' : ` (line ${error.line})`;
    const hint = 'A chain that does not run from its beginning cannot be deployed anywhere. Correct it first.';
    return [{ check, result: 'failed', say: `the chain failed on an empty database${where}: ${error.say}`, hint }];
  },
  undo: 'nothing',
} as const satisfies SafeStep<Intent, Outcome>;

async function onEmpty(given: Given, name: string): Promise<Outcome> {
  const { ports, effort } = given;
  const files = await migrationsOf(given).files.list();
  const skipped = await reachOf(given, files);
  if (skipped !== null) return { migrations: files.length, durationMs: 0, error: null, skipped };
  await dropEarlierRehearsals(ports, given.incident.id);
  const empty = await ports.copies.empty(await safetyBackupOf(given), name, effort);
  try {
    effort.progress(`Replaying ${files.length} migrations on an empty database`);
    const { durationMs, error } = await runMigrations(given, empty.name, files);
    return { migrations: files.length, durationMs, error };
  } finally {
    await ports.copies.drop(empty);
  }
}
