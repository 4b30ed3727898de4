import { z } from 'zod';

const Percent = z.number().min(0).max(1_000);

/** Where a measured degradation begins to speak, in percent from the baseline. Between the two the policy is silent. */
export const TriggerPolicy = z
  .strictObject({
    /** S7: more than this speaks for rolling back. */
    degraded_for_percent: Percent.default(50),
    /** S7: less than this speaks against it. */
    degraded_against_percent: Percent.default(25),
  })
  .refine(({ degraded_for_percent: above, degraded_against_percent: below }) => below <= above, {
    path: ['degraded_against_percent'],
    error: 'at most degraded_for_percent: one number cannot speak for and against',
  });
