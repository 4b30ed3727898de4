import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type DockerState,
  readDockerState,
  startedProject,
  writeDockerState,
} from '../../../../demo/providers/docker/docker-state.ts';
import { installStandIn } from '../../../../demo/providers/install-stand-in.ts';
import { createDeployProvider } from '../../../../src/adapters/deploy/registry.ts';
import { DeployTarget } from '../../../../src/domain/policy-file/deploys.ts';
import { instants, makeTools, type World } from './world.ts';

export interface DockerComposeWorld extends World {
  /** The checkout. */
  readonly directory: string;
  change(changes: Partial<DockerState>): void;
  calls(): readonly string[];
}

/** A real checkout of three commits, and a stand-in for docker whose services run the last one. */
export async function dockerComposeWorld(
  folder: string,
  changes: Record<string, unknown> = {},
): Promise<DockerComposeWorld> {
  const [directory, programs, state] = [join(folder, 'twin'), join(folder, 'programs'), join(folder, 'docker.json')];
  for (const each of [directory, programs]) mkdirSync(each);
  const [oldest = '', older = '', newer = ''] = makeCheckout(directory, folder);
  writeDockerState(state, startedProject(['backend', 'frontend', 'database'], newer));
  const script = new URL('../../../../demo/providers/docker/docker.ts', import.meta.url);
  installStandIn(programs, 'docker', { script, state });
  const target = DeployTarget.parse({
    provider: 'docker-compose',
    name: 'twin',
    directory,
    services: ['backend', 'frontend'],
    ready_within: '20s',
    look_every: '20ms',
    ...changes,
  });
  const read = () => readDockerState(state);
  const change = (some: Partial<DockerState>) => writeDockerState(state, { ...read(), ...some });
  return {
    directory,
    change,
    calls: () => read().calls,
    provider: createDeployProvider(target, makeTools({ path: `${programs}:/usr/bin:/bin`, folder })),
    commits: { oldest, older, newer },
    running: () => read().services['backend']?.running ?? null,
    deploysAsked: () => read().calls.filter((call) => call.startsWith('compose up')).length,
    breakDown() {
      change({
        buildFails: 'failed to solve: process "/bin/sh -c npm ci" did not complete successfully: exit code: 1',
      });
      return /build ended with 17: failed to solve/;
    },
    goSilent: () => change({ daemonIsAway: true }),
    close: async () => undefined,
  };
}

/** Three commits on one branch, checked out at the times at which they were deployed. */
function makeCheckout(directory: string, home: string): readonly string[] {
  const git = (args: readonly string[], at?: Date) =>
    execFileSync('git', [...args], {
      cwd: directory,
      encoding: 'utf8',
      env: {
        PATH: '/usr/bin:/bin',
        HOME: home,
        GIT_AUTHOR_NAME: 'a',
        GIT_AUTHOR_EMAIL: 'a@example.com',
        GIT_COMMITTER_NAME: 'a',
        GIT_COMMITTER_EMAIL: 'a@example.com',
        ...(at === undefined ? {} : { GIT_COMMITTER_DATE: at.toISOString() }),
      },
    }).trim();
  git(['init', '--quiet', '--initial-branch=main']);
  return instants.map((at, index) => {
    writeFileSync(join(directory, 'docker-compose.yml'), `services: {} # ${index}\n`);
    git(['add', '.']);
    git(['commit', '--quiet', '--message', `release ${index}`], at);
    return git(['rev-parse', 'HEAD']);
  });
}
