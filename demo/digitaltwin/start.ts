import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findFreePort } from '../cluster/free-port.ts';
import { startProgram } from '../cluster/start-program.ts';
import { withClient } from '../cluster/with-client.ts';
import type { ExampleWishes, RunningService } from '../host/example-service.ts';
import { startedProject, writeDockerState } from '../providers/docker/docker-state.ts';
import { installStandIn } from '../providers/install-stand-in.ts';
import { git, makeCheckout, migrationsIn, transformation } from './checkout.ts';
import { createTwinDatabase, databaseName } from './create-database.ts';
import { lookAtTwins, readTwinState, type TwinState } from './look.ts';
import { twinMishaps } from './mishaps.ts';
import { seedTwins } from './seed-database.ts';
import { startTwinTraffic } from './traffic.ts';
import type { TwinConfig } from './twin-config.ts';

/** The running example: what Recourse is configured with, and what a story does to it. */
export interface DigitalTwin extends RunningService {
  readonly baseUrl: string;
  /** The Git repository that docker-compose builds from. */
  readonly checkout: string;
  /** `docker`, or what stands in for it. */
  readonly docker: string;
  readonly dockerState: string;
  readonly commits: { readonly twins: string; readonly knowledge: string };
  /** The transformation goes out: code, then migrations 010 to 012. */
  transform(): Promise<void>;
  /** Somebody signs up through the code that runs. */
  signUp(): Promise<void>;
  state(): Promise<TwinState>;
  setTrafficRate(perSecond: number): void;
}

const containers = ['backend', 'frontend'];

/** Makes the database, the repository and the containers, and starts the backend; what it starts ends with our process. */
export async function startDigitalTwin(wishes: ExampleWishes): Promise<DigitalTwin> {
  const { cluster, dir, rows = 1, rate = 10, say = () => undefined } = wishes;
  const checkout = join(dir, 'checkout');
  const dockerState = join(dir, 'docker.json');
  mkdirSync(dir, { recursive: true });
  const { owner, app } = await createTwinDatabase(cluster);
  const ownerUrl = cluster.url(databaseName, owner);
  const commits = makeCheckout(checkout);
  const docker = installDocker(dir, dockerState);
  writeDockerState(dockerState, startedProject(containers, commits.twins));
  say('Making digital twins and their conversations');
  await migrate(ownerUrl, checkout, ['009_digital_twins.sql']);
  await withClient(ownerUrl, (client) => seedTwins(client, rows));

  const config: TwinConfig = {
    port: await findFreePort(),
    databaseUrl: cluster.url(databaseName, app),
    dockerState,
    commits,
  };
  const configFile = join(dir, 'service.json');
  writeFileSync(configFile, JSON.stringify(config), { mode: 0o600 });
  const backend = await startProgram(
    join(import.meta.dirname, 'main.ts'),
    ['--config', configFile],
    join(dir, 'service.log'),
  );
  const baseUrl = `http://127.0.0.1:${config.port}`;
  const traffic = startTwinTraffic(baseUrl, rate);
  say(`Digital Twin answers on ${baseUrl}`);
  const compose = (...args: readonly string[]) => execFileSync(docker, ['compose', ...args], { cwd: checkout });
  const transform = async () => {
    git(checkout, 'checkout', '--quiet', '--detach', commits.knowledge);
    compose('build', ...containers);
    await migrate(ownerUrl, checkout, transformation());
    compose('up', '--detach', ...containers);
  };
  return {
    ownerUrl,
    baseUrl,
    checkout,
    docker,
    dockerState,
    commits,
    transform,
    signUp: () => signUp(baseUrl),
    mishaps: twinMishaps({ transform, signUp: () => signUp(baseUrl), checkout }),
    look: () => lookAtTwins(baseUrl, traffic, commits.knowledge),
    state: () => readTwinState(baseUrl),
    setTrafficRate: (perSecond) => traffic.setRate(perSecond),
    async stop() {
      traffic.stop();
      await backend.stop();
    },
  };
}

function installDocker(dir: string, state: string): string {
  const programs = join(dir, 'programs');
  mkdirSync(programs);
  installStandIn(programs, 'docker', { script: new URL('../providers/docker/docker.ts', import.meta.url), state });
  return join(programs, 'docker');
}

function migrate(url: string, checkout: string, files: readonly string[]): Promise<void> {
  return withClient(url, async (client) => {
    for (const file of files) await client.query(readFileSync(join(migrationsIn(checkout), file), 'utf8'));
  });
}

async function signUp(baseUrl: string): Promise<void> {
  const answer = await fetch(`${baseUrl}/api/users`, { method: 'POST' });
  if (answer.status !== 201) throw new Error(`signing up answered ${answer.status}: ${await answer.text()}`);
}
