import { join } from 'node:path';
import { execa } from 'execa';
import type { World } from '../../../demo/host/world.ts';
import type { Promptrefine } from '../../../demo/promptrefine/start.ts';

/** As the service's own pipeline does, past the tally of what Recourse deploys. */
export function deployCode({ service }: World<Promptrefine>, commit: string): Promise<unknown> {
  const script = join(import.meta.dirname, '..', '..', '..', 'demo', 'promptrefine', 'deploy.ts');
  return execa(process.execPath, [script, '--config', service.configFile, '--to', commit]);
}
