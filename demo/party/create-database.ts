import { randomBytes } from 'node:crypto';
import type { Cluster, Login } from '../cluster/start-cluster.ts';
import { withClient } from '../cluster/with-client.ts';

const database = 'party';

/** Connection strings: the owner's is for migrations and for Recourse, the application's owns nothing. */
export async function createDatabase(
  cluster: Cluster,
): Promise<{ readonly ownerUrl: string; readonly appUrl: string }> {
  const login = (role: string): Login => ({ role, password: randomBytes(18).toString('base64url') });
  const [owner, app] = [login('party_owner'), login('party_app')];
  const ownerUrl = cluster.url(database, owner);
  await runAll(cluster.url(), [
    `CREATE ROLE ${owner.role} LOGIN CREATEDB PASSWORD '${owner.password}'`,
    `GRANT pg_signal_backend TO ${owner.role}`,
    `CREATE ROLE ${app.role} LOGIN PASSWORD '${app.password}'`,
    `ALTER ROLE ${app.role} SET lock_timeout = '2s'`, // a frozen table answers with an error, not with silence
    `CREATE DATABASE ${database} OWNER ${owner.role} TEMPLATE template0`,
  ]);
  await runAll(ownerUrl, [
    `GRANT USAGE ON SCHEMA public TO ${app.role}`,
    `ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO ${app.role}`,
    `ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO ${app.role}`,
  ]);
  return { ownerUrl, appUrl: cluster.url(database, app) };
}

function runAll(url: string, statements: readonly string[]): Promise<void> {
  return withClient(url, async (client) => {
    for (const statement of statements) await client.query(statement);
  });
}
