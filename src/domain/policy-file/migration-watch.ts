import { z } from 'zod';
import { Duration } from './measures.ts';

/** P9: after `/migration done`, production is watched for so long at this pace. Off unless it stands in the file. */
export const MigrationWatchPolicy = z.strictObject({
  for: Duration.default(4 * 3_600_000),
  every: Duration.default(300_000),
  /** Each returns one number that should be 0: rows that lack what they must have. */
  missing_ids: z.array(z.strictObject({ name: z.string().min(1), sql: z.string().min(1) })).default([]),
  /** P9: a statement that takes longer than this on average, between two looks, is slow. */
  slow_query: Duration.default(1_000),
  /** More transactions rolled back than this, of at least a hundred between two looks, are creation failures. */
  rolled_back_percent: z.number().min(0).max(100).default(5),
});
export type MigrationWatchPolicy = z.infer<typeof MigrationWatchPolicy>;
