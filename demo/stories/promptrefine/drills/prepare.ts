import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { findFreePort } from '../../../cluster/free-port.ts';
import type { WorldWishes } from '../../../host/world.ts';

const program = join(import.meta.dirname, '..', '..', '..', 'promptrefine', 'drill-application.ts');

/** As the policy says it; a story that wants it missed changes these words in the file. */
export const rtoObjective = 'rto_objective: 10m';

export function keyFiles(folder: string) {
  return { identity: join(folder, 'keys', 'identity.txt'), wrong: join(folder, 'keys', 'another.txt') };
}

/** Two key pairs; backups are encrypted for the first. The application is started on the copy, on a port of its own. */
export async function prepareDrill(folder: string): Promise<Pick<WorldWishes, 'adapt' | 'environment'>> {
  const keys = keyFiles(folder);
  mkdirSync(join(folder, 'keys'), { recursive: true, mode: 0o700 });
  const recipients = [await makeKey(keys.identity)];
  await makeKey(keys.wrong);
  const port = await findFreePort();
  return {
    environment: { PROMPTREFINE_AGE_IDENTITY: keys.identity },
    adapt: (policy) => ({
      ...policy,
      backups: { ...(policy['backups'] as object), recipients, identity_file_env: 'PROMPTREFINE_AGE_IDENTITY' },
      drill: drillPolicy(policy, port),
    }),
  };
}

async function makeKey(file: string): Promise<string> {
  const { stdout } = await promisify(execFile)('age-keygen');
  writeFileSync(file, stdout, { mode: 0o600 });
  return /age1\w+/.exec(stdout)?.[0] ?? '';
}

/** The smoke checks of the runbook: prompts and their test runs (B7). */
function drillPolicy(policy: Record<string, unknown>, port: number): object {
  const [deploy] = policy['deploys'] as readonly { deploy: { run: readonly string[] } }[];
  const [node = '', , , config = ''] = deploy?.deploy.run ?? [];
  const secret_headers = { 'x-recourse-smoke': 'PROMPTREFINE_SMOKE_TOKEN' };
  return {
    rto_objective: rtoObjective.split(' ')[1],
    application: {
      start: { run: [node, program, '--config', config, '--port', String(port)] },
      health_url: `http://127.0.0.1:${port}/healthz`,
      checks: [
        { name: 'list prompts', path: '/api/prompts', secret_headers },
        { name: 'list test runs', path: '/api/test-runs?promptId=1', secret_headers },
      ],
    },
  };
}
