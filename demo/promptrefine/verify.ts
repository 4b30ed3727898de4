// Does the database have what the checked-out commit needs? node demo/promptrefine/verify.ts --config service.json
// With --database NAME it looks at another database of the server, for instance a scratch restore, as the owner.
import { parseArgs } from 'node:util';
import { withClient } from '../cluster/with-client.ts';
import { migrationsOf, readCheckout } from './checkout.ts';
import { readServiceConfig } from './service-config.ts';
import { type SchemaFinding, verifyLedger, verifyStatements } from './verify-schema.ts';

const { values } = parseArgs({ options: { config: { type: 'string' }, database: { type: 'string' } } });
if (values.config === undefined) {
  process.stderr.write('usage: verify.ts --config <service.json> [--database <name>]\n');
  process.exit(2);
}

const applicationName = 'promptrefine-verify';
const { databaseUrl, ownerUrl, checkout } = readServiceConfig(values.config);
const release = readCheckout(checkout);
const owner = inDatabase(ownerUrl, values.database);
const app = values.database === undefined ? databaseUrl : owner;
try {
  const findings = [
    ...(await withClient(app, (client) => verifyStatements(client, release), applicationName)),
    ...(await withClient(owner, (client) => verifyLedger(client, migrationsOf(checkout)), applicationName)),
  ];
  report(findings);
} catch (error) {
  process.stderr.write(`could not look: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}

function report(findings: readonly SchemaFinding[]): void {
  for (const { subject, problem } of findings) {
    process.stdout.write(problem === undefined ? `ok      ${subject}\n` : `FAILED  ${subject}: ${problem}\n`);
  }
  const failed = findings.filter((finding) => finding.problem !== undefined).length;
  process.stdout.write(`commit ${release.commit.slice(0, 7)}: ${findings.length - failed} ok, ${failed} failed\n`);
  if (failed > 0) process.exitCode = 1;
}

function inDatabase(url: string, database: string | undefined): string {
  const changed = new URL(url);
  if (database !== undefined) changed.pathname = `/${encodeURIComponent(database)}`;
  return changed.href;
}
