import { workLogSchema } from './work-log.ts';

/** What was done about migrations. */
export const migrationsSchema = workLogSchema('migration');
