import { z } from 'zod';
import { MigrationFile } from './migration.ts';
import { RehearsedRun } from './rehearsal.ts';

/** A forward fix as it was proved before the vote (G10). */
export const Correction = z.object({
  /** Names the change in this incident, so that it is made once. */
  id: z.string(),
  /** Pending in production, in the order in which they run; letter by letter what was tried. */
  migrations: z.array(MigrationFile).min(1),
  /** Where they came from, in words. */
  from: z.string(),
  /** The whole chain on a database with nothing in it; `skipped` says why it was not run. */
  replay: z.object({ migrations: z.number().int(), durationMs: z.number(), skipped: z.string().optional() }),
  /** What they did on a copy of production as it is now. */
  run: RehearsedRun,
});
export type Correction = z.infer<typeof Correction>;
