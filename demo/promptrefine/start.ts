import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findFreePort } from '../cluster/free-port.ts';
import type { Cluster, Login } from '../cluster/start-cluster.ts';
import { startProgram } from '../cluster/start-program.ts';
import { withClient } from '../cluster/with-client.ts';
import type { RunningService } from '../host/example-service.ts';
import { baseUrlOf } from './call-service.ts';
import { checkOut, migrationsOf } from './checkout.ts';
import { createDatabase, databaseName } from './create-database.ts';
import { deletePrompts } from './delete-prompts.ts';
import { lookAt } from './look.ts';
import { migrateDatabase } from './migrate-database.ts';
import { type ModelProvider, startModelProvider } from './model-provider.ts';
import { providerOutage } from './provider-outage.ts';
import { releaseA } from './releases/a.ts';
import { releaseB } from './releases/b.ts';
import { releaseC } from './releases/c.ts';
import { type BadMigration, badMigration, runBadMigration } from './run-bad-migration.ts';
import { demoEmail, demoPassword, seedDatabase } from './seed-database.ts';
import { seedCounts } from './seed-statements.ts';
import type { ServiceConfig } from './service-config.ts';
import { readState, type ServiceState } from './state.ts';
import type { AcknowledgedRow } from './traffic/acknowledged.ts';

/** `rows` is the seed's factor (1 is 400,000 rows), `rate` the traffic in requests per second; `dir` is made. */
export interface PromptrefineWishes {
  readonly cluster: Cluster;
  readonly dir: string;
  readonly rows?: number;
  readonly rate?: number;
  readonly say?: (line: string) => void;
}

/** The running example service: what Recourse is configured with, and what a story does to it. */
export interface Promptrefine extends RunningService {
  readonly database: string;
  readonly owner: Login;
  /** The service's own connection string. */
  readonly appUrl: string;
  readonly baseUrl: string;
  /** The traffic's own page: `/counters`, `/acknowledged`, `/rate`. */
  readonly trafficUrl: string;
  readonly adminToken: string;
  readonly smokeToken: string;
  readonly account: { readonly email: string; readonly password: string };
  /** The service's configuration file, for `deploy.ts`, `verify.ts` and `migrate.ts --config`. */
  readonly configFile: string;
  /** Folder of the deployed commit's migrations, with the journal. */
  readonly migrations: string;
  readonly logFile: string;
  readonly commits: { readonly good: string; readonly bad: string; readonly fix: string };
  readonly provider: Pick<ModelProvider, 'url' | 'setWell'>;
  /** Deploys the second commit and applies its migration: the incident begins. */
  runBadMigration(): Promise<BadMigration>;
  /** Puts the commit with the corrective migration into the checkout, as a pull would; the service still runs the old one. */
  checkOutFix(): void;
  state(): Promise<ServiceState>;
  /** The rows that the service acknowledged to the traffic so far. */
  acknowledged(): Promise<AcknowledgedRow[]>;
  /** Requests per second of the traffic from now on; 0 pauses. */
  setTrafficRate(perSecond: number): Promise<void>;
  /** Ends the service's process (SIGTERM, or SIGKILL for a crash) and starts it again on the same port. */
  restartService(signal?: NodeJS.Signals): Promise<void>;
}

const program = (name: string) => join(import.meta.dirname, name);

/** Makes the database, fills it, and starts the service and its traffic, each in a process that ends with ours. */
export async function startPromptrefine(wishes: PromptrefineWishes): Promise<Promptrefine> {
  const { cluster, dir, rows = 1, rate = 20, say = () => undefined } = wishes;
  mkdirSync(dir, { recursive: true });
  const { owner, app } = await createDatabase(cluster);
  const ownerUrl = cluster.url(databaseName, owner);
  const provider = await startModelProvider();
  const config = await makeConfig(dir, {
    databaseUrl: cluster.url(databaseName, app),
    ownerUrl,
    providerUrl: provider.url,
  });
  const configFile = join(dir, 'service.json');
  writeFileSync(configFile, `${JSON.stringify(config, null, 2)}\n`, { mode: 0o600 });
  checkOut(config.checkout, releaseA);
  await fillDatabase(ownerUrl, migrationsOf(config.checkout), rows, say);

  const logFile = join(dir, 'service.log');
  const startService = () => startProgram(program('main.ts'), ['--config', configFile], logFile);
  let service = await startService();
  const traffic = await startTraffic(config, rows, rate, join(dir, 'traffic.log'));
  say(`PromptRefine answers on ${baseUrlOf(config)}, with ${rate} requests a second`);
  return {
    database: databaseName,
    owner,
    ownerUrl,
    appUrl: config.databaseUrl,
    baseUrl: baseUrlOf(config),
    trafficUrl: traffic.url,
    adminToken: config.adminToken,
    smokeToken: config.smokeToken,
    account: { email: demoEmail, password: demoPassword },
    configFile,
    migrations: migrationsOf(config.checkout),
    logFile,
    commits: { good: releaseA.commit, bad: releaseB.commit, fix: releaseC.commit },
    runBadMigration: () => runBadMigration(configFile, config),
    checkOutFix: () => checkOut(config.checkout, releaseC),
    mishaps: [
      badMigration(() => runBadMigration(configFile, config)),
      deletePrompts(ownerUrl),
      providerOutage(provider, ownerUrl),
    ],
    provider,
    look: () => lookAt(config, traffic.url),
    state: () => readState(config, traffic.url),
    acknowledged: async () => (await fetch(`${traffic.url}/acknowledged`)).json() as Promise<AcknowledgedRow[]>,
    async setTrafficRate(perSecond) {
      await fetch(`${traffic.url}/rate`, { method: 'POST', body: JSON.stringify({ perSecond }) });
    },
    async restartService(signal) {
      await service.stop(signal);
      service = await startService();
    },
    async stop() {
      await traffic.program.stop();
      await service.stop();
      await provider.stop();
    },
  };
}

async function makeConfig(
  dir: string,
  urls: Pick<ServiceConfig, 'databaseUrl' | 'ownerUrl' | 'providerUrl'>,
): Promise<ServiceConfig> {
  const secret = () => randomBytes(24).toString('base64url');
  return {
    port: await findFreePort(),
    ...urls,
    checkout: join(dir, 'checkout'),
    maintenanceFile: join(dir, 'maintenance.json'),
    testRunsFile: join(dir, 'test-runs-off.json'),
    adminToken: secret(),
    smokeToken: secret(),
    sessionSecret: secret(),
  };
}

function fillDatabase(url: string, migrations: string, factor: number, say: (line: string) => void): Promise<void> {
  return withClient(url, async (client) => {
    await migrateDatabase(client, migrations);
    say(`Making ${Math.round(400_000 * factor).toLocaleString('en-US')} rows`);
    await seedDatabase(client, factor);
  });
}

async function startTraffic(config: ServiceConfig, factor: number, rate: number, logFile: string) {
  const { prompts } = seedCounts(factor);
  const args = ['--url', baseUrlOf(config), '--prompts', String(prompts), '--rate', String(rate)];
  const running = await startProgram(program('traffic.ts'), args, logFile);
  const { port } = running.ready;
  return { program: running, url: `http://127.0.0.1:${port}` };
}
