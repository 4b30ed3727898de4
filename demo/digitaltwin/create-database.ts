import { randomBytes } from 'node:crypto';
import type { Cluster, Login } from '../cluster/start-cluster.ts';
import { withClient } from '../cluster/with-client.ts';

export const databaseName = 'digitaltwin';

/** Roles and the empty database, as an administrator makes them: the owner is no superuser, and the backend owns nothing. */
export async function createTwinDatabase(cluster: Cluster): Promise<{ readonly owner: Login; readonly app: Login }> {
  const login = (role: string): Login => ({ role, password: randomBytes(18).toString('base64url') });
  const [owner, app] = [login('digitaltwin_owner'), login('digitaltwin_app')];
  await runAll(cluster.url(), [
    `CREATE ROLE ${owner.role} LOGIN CREATEDB PASSWORD '${owner.password}'`,
    `GRANT pg_signal_backend TO ${owner.role}`,
    `CREATE ROLE ${app.role} LOGIN PASSWORD '${app.password}'`,
    `CREATE DATABASE ${databaseName} OWNER ${owner.role} TEMPLATE template0 ENCODING 'UTF8'`,
  ]);
  await runAll(cluster.url(databaseName, owner), [
    `GRANT USAGE ON SCHEMA public TO ${app.role}`,
    `ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO ${app.role}`,
    `ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO ${app.role}`,
  ]);
  return { owner, app };
}

async function runAll(url: string, statements: readonly string[]): Promise<void> {
  await withClient(url, async (client) => {
    for (const statement of statements) await client.query(statement);
  });
}
