// Applies the pending migrations of the checked-out commit: node demo/promptrefine/migrate.ts --config service.json
// With DATABASE_URL in the environment it migrates that database instead of production.
import { parseArgs } from 'node:util';
import pg from 'pg';
import { migrationsOf, readCheckout } from './checkout.ts';
import { migrateDatabase } from './migrate-database.ts';
import { readServiceConfig } from './service-config.ts';

const { values } = parseArgs({ options: { config: { type: 'string' } } });
if (values.config === undefined) {
  process.stderr.write('usage: migrate.ts --config <service.json>\n');
  process.exit(2);
}

const { ownerUrl, checkout } = readServiceConfig(values.config);
// biome-ignore lint/style/noProcessEnv: migration tools are told their database this way, and never by an argument
const { DATABASE_URL: connectionString = ownerUrl, PGAPPNAME: name = 'promptrefine-migrate' } = process.env;
const client = new pg.Client({ connectionString, application_name: name });
await client.connect();
try {
  const release = readCheckout(checkout);
  process.stdout.write(`commit ${release.commit.slice(0, 7)}: ${release.subject}\n`);
  const applied = await migrateDatabase(client, migrationsOf(checkout));
  for (const tag of applied) process.stdout.write(`applied ${tag}\n`);
  if (applied.length === 0) process.stdout.write('nothing to apply\n');
} catch (error) {
  process.stderr.write(`${describe(error)}\n`);
  process.exitCode = 1;
} finally {
  await client.end();
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  const sqlstate = cause instanceof pg.DatabaseError ? ` (${cause.code})` : '';
  return cause instanceof Error ? `${error.message}: ${cause.message}${sqlstate}` : error.message;
}
