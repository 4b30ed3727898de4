import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createDeployProvider } from '../../../../src/adapters/deploy/registry.ts';
import { DeployTarget } from '../../../../src/domain/policy-file/deploys.ts';
import { type MakeWorld, makeTools, newer, older, oldest } from './world.ts';

/** Two scripts of a team's own around one file. */
export const commandWorld: MakeWorld = async (folder) => {
  const [state, deploy, current, asked] = ['running', 'deploy.sh', 'current.sh', 'asked'].map((name) =>
    join(folder, name),
  );
  if (state === undefined || deploy === undefined || current === undefined || asked === undefined)
    throw new Error('four');
  writeFileSync(state, `${newer}\n`);
  writeFileSync(asked, '');
  writeFileSync(deploy, '#!/bin/sh\necho x >> asked\necho "checking out $2"\nprintf "%s\\n" "$2" > running\n', {
    mode: 0o755,
  });
  writeFileSync(current, '#!/bin/sh\ncat running\n', { mode: 0o755 });
  const target = DeployTarget.parse({
    provider: 'command',
    name: 'api',
    deploy: { run: ['./deploy.sh', '--to', '{commit}'] },
    current: { run: ['./current.sh'] },
  });
  return {
    provider: createDeployProvider(target, makeTools({ path: '/usr/bin:/bin', folder })),
    commits: { oldest, older, newer },
    running: () => readFileSync(state, 'utf8').trim(),
    deploysAsked: () => readFileSync(asked, 'utf8').split('\n').length - 1,
    breakDown() {
      writeFileSync(deploy, '#!/bin/sh\necho "no space left on device" >&2\nexit 28\n');
      return /no space left on device/;
    },
    goSilent: () => writeFileSync(current, '#!/bin/sh\nexit 1\n'),
    close: async () => undefined,
  };
};
