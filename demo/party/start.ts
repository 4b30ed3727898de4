import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findFreePort } from '../cluster/free-port.ts';
import { startProgram } from '../cluster/start-program.ts';
import { withClient } from '../cluster/with-client.ts';
import type { ExampleWishes, RunningService } from '../host/example-service.ts';
import { migrateDeploy } from '../prisma/migrate-deploy.ts';
import { checkOut, makeRepository, migrationsOf, type PartyCommits } from './checkout.ts';
import { createDatabase } from './create-database.ts';
import { type PartyMishap, partyMishaps } from './damage.ts';
import { lookAt } from './look.ts';
import { seedDatabase } from './seed-database.ts';
import { baseUrlOf, type ServiceConfig } from './service-config.ts';
import { startTraffic } from './traffic.ts';

/** The running example: a client book whose identity migration is through, phases 4 and 5 included. */
export interface Party extends RunningService {
  readonly baseUrl: string;
  readonly checkout: string;
  readonly commits: PartyCommits;
  /** The service's configuration file, for its commands' `--config`. */
  readonly configFile: string;
  /** Ids of the waitlist entries that the service acknowledged to its clients so far. */
  acknowledged(): readonly number[];
  /** One of its mishaps, by name. */
  mishap(name: PartyMishap): Promise<void>;
  /** Phases 4 and 5 go out, where the example was started before them. */
  finishMigration(): Promise<void>;
}

/**
 * Migrates to phase 3, fills the tables, and goes on to phase 5, so that phase 4 destroys what was really there. Where it is
 * `unreleased`, phases 4 and 5 are still to come.
 */
export async function startParty(wishes: ExampleWishes): Promise<Party> {
  const { cluster, dir, rows = 1, rate = 5, unreleased = false, say = () => undefined } = wishes;
  mkdirSync(dir, { recursive: true });
  const { ownerUrl, appUrl } = await createDatabase(cluster);
  const checkout = join(dir, 'checkout');
  const commits = await makeRepository(checkout);
  const phases = { url: ownerUrl, checkout, commits };
  await liveToPhase3(phases, rows);
  if (!unreleased) await finishMigration(phases);
  const config: ServiceConfig = { port: await findFreePort(), databaseUrl: appUrl, ownerUrl, checkout };
  const configFile = join(dir, 'service.json');
  writeFileSync(configFile, `${JSON.stringify(config, null, 2)}\n`, { mode: 0o600 });
  const service = await startProgram(
    join(import.meta.dirname, 'main.ts'),
    ['--config', configFile],
    join(dir, 'service.log'),
  );
  const traffic = startTraffic(baseUrlOf(config), rate);
  say(`Party answers on ${baseUrlOf(config)}, with ${rate} requests a second`);
  const mishaps = partyMishaps(ownerUrl, () => checkOut(checkout, commits.mapping));
  return {
    ownerUrl,
    baseUrl: baseUrlOf(config),
    checkout,
    commits,
    configFile,
    mishaps,
    mishap: async (name) => void (await mishaps.find((each) => each.name === name)?.run()),
    finishMigration: () => finishMigration(phases),
    acknowledged: () => traffic.acknowledged(),
    look: () => lookAt(config),
    async stop() {
      await traffic.stop();
      await service.stop();
    },
  };
}

interface Phases {
  readonly url: string;
  readonly checkout: string;
  readonly commits: PartyCommits;
}

/** Seeded before the first phase, so that phase 3 fills what later phases leave. */
function liveToPhase3({ url, checkout, commits }: Phases, rows: number): Promise<void> {
  const folder = migrationsOf(checkout);
  return withClient(url, async (client) => {
    await checkOut(checkout, commits.before);
    await migrateDeploy(client, folder);
    await seedDatabase(client, rows);
    await checkOut(checkout, commits.phase3);
    await migrateDeploy(client, folder);
  });
}

async function finishMigration({ url, checkout, commits }: Phases): Promise<void> {
  await checkOut(checkout, commits.phase5);
  await withClient(url, (client) => migrateDeploy(client, migrationsOf(checkout)));
}
