import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { z } from 'zod';

/** What the two processes of a running Storefront are told, as a JSON file that only its owner may read. */
export const StorefrontConfig = z.object({
  /** The application's login: reads and writes rows, owns nothing. */
  databaseUrl: z.string(),
  /** Loopback ports; they stay the same whatever commit runs. */
  apiPort: z.number().int().positive(),
  webPort: z.number().int().positive(),
});
export type StorefrontConfig = z.infer<typeof StorefrontConfig>;

/** What a process was started with: `--config FILE --build FOLDER --commit ID`. Throws when something is missing. */
export function readStart(args: readonly string[]) {
  const options = { config: { type: 'string' }, build: { type: 'string' }, commit: { type: 'string' } } as const;
  const { config = '', build = '', commit = '' } = parseArgs({ args: [...args], options }).values;
  return { ...StorefrontConfig.parse(JSON.parse(readFileSync(config, 'utf8'))), build, commit };
}
