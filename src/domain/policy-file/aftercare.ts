import { z } from 'zod';
import { Duration } from './measures.ts';

const dayMs = 24 * 3_600_000;

/** What is to be done after an incident, and until when, counted from its close (S10, P10). */
export const AftercarePolicy = z.strictObject({
  /** P10: a canvas where Slack's plan and the app's rights allow one, else a file in the thread; or always a file. */
  postmortem_as: z.enum(['canvas', 'file']).default('canvas'),
  users_notified_within: Duration.default(dayMs),
  /** S10: a post-mortem is scheduled within 24 hours. */
  postmortem_within: Duration.default(dayMs),
  root_causes_within: Duration.default(7 * dayMs),
  gaps_within: Duration.default(7 * dayMs),
  migration_date_within: Duration.default(7 * dayMs),
  /** Who is late is reminded again after so long. */
  remind_every: Duration.default(dayMs).refine((ms) => ms >= 1_000, 'at least 1s: nobody reads a flood'),
});
export type AftercarePolicy = z.infer<typeof AftercarePolicy>;
