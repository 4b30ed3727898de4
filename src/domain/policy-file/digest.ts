import { z } from 'zod';
import { TimeZone } from './measures.ts';

/** How the services of a channel stand, told in it. */
export const DigestPolicy = z.union([
  z.literal('off'),
  z.strictObject({
    /** Five-field cron expression in `time_zone`: Monday morning, when people can mend what is named. */
    schedule: z.string().default('0 8 * * 1'),
    /** Default: the service's own. */
    time_zone: TimeZone.optional(),
  }),
]);
export type DigestPolicy = z.infer<typeof DigestPolicy>;
