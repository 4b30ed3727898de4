import { readFileSync } from 'node:fs';
import { z } from 'zod';

/** What one running Party is told, as a JSON file that only its owner may read. */
export const ServiceConfig = z.object({
  /** Loopback port of the API. */
  port: z.number().int().positive(),
  /** The application's login: reads and writes rows, owns nothing. */
  databaseUrl: z.string(),
  /** The owner's login, for migrations and verification only. */
  ownerUrl: z.string(),
  /** The Git checkout that is deployed. */
  checkout: z.string(),
});
export type ServiceConfig = z.infer<typeof ServiceConfig>;

/** Reads the file that `--config` names; throws when it is missing or incomplete. */
export function readServiceConfig(path: string | undefined): ServiceConfig {
  if (path === undefined) throw new Error('--config <service.json> is missing');
  return ServiceConfig.parse(JSON.parse(readFileSync(path, 'utf8')));
}

export function baseUrlOf({ port }: ServiceConfig): string {
  return `http://127.0.0.1:${port}`;
}
