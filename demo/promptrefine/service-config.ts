import { readFileSync } from 'node:fs';
import { z } from 'zod';

/** What one running PromptRefine is told, as a JSON file that only its owner may read. */
export const ServiceConfig = z.object({
  /** Loopback port of the API. */
  port: z.number().int().positive(),
  /** The application's login: reads and writes rows, owns nothing. */
  databaseUrl: z.string(),
  /** The owner's login, for migrations and verification only. */
  ownerUrl: z.string(),
  /** Folder of the deployed commit: `COMMIT` and `drizzle/migrations`. */
  checkout: z.string(),
  /** File that remembers maintenance mode across restarts. */
  maintenanceFile: z.string(),
  /** File that remembers whether test runs are switched off. */
  testRunsFile: z.string(),
  /** Where the model provider listens. */
  providerUrl: z.string(),
  adminToken: z.string(),
  /** Requests that carry it pass during maintenance and act as the first user. */
  smokeToken: z.string(),
  sessionSecret: z.string(),
});
export type ServiceConfig = z.infer<typeof ServiceConfig>;

/** Reads the file; throws when it is missing or incomplete. */
export function readServiceConfig(path: string): ServiceConfig {
  return ServiceConfig.parse(JSON.parse(readFileSync(path, 'utf8')));
}
