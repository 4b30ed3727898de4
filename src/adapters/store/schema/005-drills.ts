import { workLogSchema } from './work-log.ts';

/** When drills were due, what they measured, and what has to be done since. */
export const drillsSchema = workLogSchema('drill');
