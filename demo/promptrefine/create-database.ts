import { randomBytes } from 'node:crypto';
import type { Cluster, Login } from '../cluster/start-cluster.ts';
import { withClient } from '../cluster/with-client.ts';

export const databaseName = 'promptrefine';

/** The logins of one installation. */
export interface Logins {
  /** Owns the database, makes databases, may end sessions; no superuser. This is what Recourse is given. */
  readonly owner: Login;
  /** Reads and writes rows; owns nothing. */
  readonly app: Login;
}

/** Makes the roles and the empty database as an administrator would, with the rights and settings that a swap must keep. */
export async function createDatabase(cluster: Cluster): Promise<Logins> {
  const login = (role: string): Login => ({ role, password: randomBytes(18).toString('base64url') });
  const logins = { owner: login('promptrefine_owner'), app: login('promptrefine_app') };
  await runAll(cluster.url(), [
    `CREATE ROLE ${logins.owner.role} LOGIN CREATEDB PASSWORD '${logins.owner.password}'`,
    `GRANT pg_signal_backend TO ${logins.owner.role}`,
    `CREATE ROLE ${logins.app.role} LOGIN PASSWORD '${logins.app.password}'`,
    `ALTER ROLE ${logins.app.role} SET lock_timeout = '2s'`, // a frozen table answers with an error, not with silence
    `ALTER ROLE ${logins.app.role} SET statement_timeout = '15s'`,
    `CREATE DATABASE ${databaseName} OWNER ${logins.owner.role} TEMPLATE template0 ENCODING 'UTF8' CONNECTION LIMIT 80`,
  ]);
  await runAll(cluster.url(databaseName, logins.owner), databaseChoices(logins));
  return logins;
}

function databaseChoices({ owner, app }: Logins): string[] {
  return [
    `COMMENT ON DATABASE ${databaseName} IS 'PromptRefine production; owner: platform team'`,
    `REVOKE CONNECT, TEMPORARY ON DATABASE ${databaseName} FROM PUBLIC`,
    `GRANT CONNECT ON DATABASE ${databaseName} TO ${app.role}`,
    `ALTER DATABASE ${databaseName} SET timezone = 'UTC'`,
    `ALTER DATABASE ${databaseName} SET work_mem = '8MB'`,
    `GRANT USAGE ON SCHEMA public TO ${app.role}`,
    `ALTER DEFAULT PRIVILEGES FOR ROLE ${owner.role} IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO ${app.role}`,
    `ALTER DEFAULT PRIVILEGES FOR ROLE ${owner.role} IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO ${app.role}`,
  ];
}

function runAll(url: string, statements: readonly string[]): Promise<void> {
  return withClient(url, async (client) => {
    for (const statement of statements) await client.query(statement);
  });
}
