import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findFreePort } from '../cluster/free-port.ts';
import { createOwnedDatabase } from '../cluster/owned-database.ts';
import { withClient } from '../cluster/with-client.ts';
import type { ExampleWishes, RunningService } from '../host/example-service.ts';
import { migrateDeploy } from '../prisma/migrate-deploy.ts';
import { lookAt, type Places, readState, type StorefrontState } from './look.ts';
import { storefrontMishaps } from './mishaps.ts';
import { type Platforms, startPlatforms } from './platforms.ts';
import { makeRepository, type Repository } from './repository.ts';
import { seedDatabase } from './seed-database.ts';
import type { StorefrontConfig } from './storefront-config.ts';
import { driveTraffic, type Traffic } from './traffic.ts';

export const databaseName = 'storefront';

/** The running storefront: API on Render, web on Vercel, PostgreSQL with Prisma's ledger. */
export interface Storefront extends RunningService, Places {
  readonly repository: Repository;
  readonly platforms: Platforms;
  /** Folder of the checked-out commit's migrations. */
  readonly migrations: string;
  readonly traffic: Traffic;
  state(): Promise<StorefrontState>;
}

/** Makes the repository and the database, fills it, and starts both platforms with the good commit. */
export async function startStorefront(wishes: ExampleWishes): Promise<Storefront> {
  const { cluster, dir, rows = 1, rate = 20, say = () => undefined } = wishes;
  mkdirSync(dir, { recursive: true });
  const repository = await makeRepository(join(dir, 'repository'), join(dir, 'builds'));
  const migrations = join(repository.folder, 'prisma', 'migrations');
  const { owner, app } = await createOwnedDatabase(cluster, databaseName);
  const ownerUrl = cluster.url(databaseName, owner);
  await withClient(ownerUrl, async (client) => {
    await migrateDeploy(client, migrations);
    say(`Made ${(await seedDatabase(client, rows)).toLocaleString('en-US')} rows`);
  });
  const config = await writeConfig(dir, cluster.url(databaseName, app));
  const tokens = { render: secret('rnd'), vercel: secret('vcl') };
  const platforms = await startPlatforms({ repository, configFile: config.file, dir, tokens });
  const traffic = driveTraffic(config.places.webUrl, rate);
  say(`Storefront answers on ${config.places.webUrl}, with ${rate} requests a second`);
  const running = { ownerUrl, repository, platforms, migrations, traffic, ...config.places };
  return {
    ...running,
    mishaps: storefrontMishaps(running),
    look: () => lookAt(config.places, traffic, repository.commits.good),
    state: () => readState(config.places),
    async stop() {
      traffic.setRate(0);
      await platforms.stop();
    },
  };
}

async function writeConfig(dir: string, databaseUrl: string): Promise<{ file: string; places: Places }> {
  const config: StorefrontConfig = { databaseUrl, apiPort: await findFreePort(), webPort: await findFreePort() };
  const file = join(dir, 'storefront.json');
  writeFileSync(file, `${JSON.stringify(config, null, 2)}\n`, { mode: 0o600 });
  const urlOf = (port: number) => `http://127.0.0.1:${port}`;
  return { file, places: { apiUrl: urlOf(config.apiPort), webUrl: urlOf(config.webPort) } };
}

function secret(prefix: string): string {
  return `${prefix}_${randomBytes(24).toString('base64url')}`;
}
