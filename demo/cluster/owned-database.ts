import { randomBytes } from 'node:crypto';
import type { Cluster, Login } from './start-cluster.ts';
import { withClient } from './with-client.ts';

/** Roles and an empty database as an administrator makes them: the owner is no superuser, and the app owns nothing. */
export async function createOwnedDatabase(
  cluster: Cluster,
  database: string,
): Promise<{ readonly owner: Login; readonly app: Login }> {
  const login = (role: string): Login => ({ role, password: randomBytes(18).toString('base64url') });
  const [owner, app] = [login(`${database}_owner`), login(`${database}_app`)];
  await runAll(cluster.url(), [
    `CREATE ROLE ${owner.role} LOGIN CREATEDB PASSWORD '${owner.password}'`,
    `GRANT pg_signal_backend TO ${owner.role}`,
    `CREATE ROLE ${app.role} LOGIN PASSWORD '${app.password}'`,
    `ALTER ROLE ${app.role} SET lock_timeout = '2s'`, // a frozen table answers with an error, not with silence
    `CREATE DATABASE ${database} OWNER ${owner.role} TEMPLATE template0 ENCODING 'UTF8'`,
  ]);
  await runAll(cluster.url(database, owner), [
    `REVOKE CONNECT, TEMPORARY ON DATABASE ${database} FROM PUBLIC`,
    `GRANT CONNECT ON DATABASE ${database} TO ${app.role}`,
    `GRANT USAGE ON SCHEMA public TO ${app.role}`,
    `ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO ${app.role}`,
    `ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO ${app.role}`,
  ]);
  return { owner, app };
}

function runAll(url: string, statements: readonly string[]): Promise<void> {
  return withClient(url, async (client) => {
    for (const statement of statements) await client.query(statement);
  });
}
