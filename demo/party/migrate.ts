// Applies the checkout's pending migrations: node demo/party/migrate.ts --config service.json
// With DATABASE_URL in the environment it migrates that database instead of production.
import { parseArgs } from 'node:util';
import { withClient } from '../cluster/with-client.ts';
import { migrateDeploy } from '../prisma/migrate-deploy.ts';
import { migrationsOf } from './checkout.ts';
import { readServiceConfig } from './service-config.ts';

const { values } = parseArgs({ options: { config: { type: 'string' } } });
const { ownerUrl, checkout } = readServiceConfig(values.config);
// biome-ignore lint/style/noProcessEnv: migration tools are told their database this way, and never by an argument
const { DATABASE_URL: url = ownerUrl, PGAPPNAME: name = 'party-migrate' } = process.env;
const applied = await withClient(url, (client) => migrateDeploy(client, migrationsOf(checkout)), name);
process.stdout.write(applied.length === 0 ? 'nothing to apply\n' : `applied ${applied.join(', ')}\n`);
