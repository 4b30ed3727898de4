import type pg from 'pg';
import { DatabaseIdentity, type Evidence } from '../../domain/database.ts';
import { Fence } from '../../domain/ids.ts';
import type { EvidenceCamera } from '../../ports/databases.ts';
import { type Target, withClient } from './connect.ts';
import { readSettings, readSystemIdentifier } from './database-facts.ts';
import { type Migrations, readLedger } from './ledger.ts';
import { listMissingTables } from './missing-tables.ts';
import { sqlError } from './sql-errors.ts';
import { withWorkSession } from './work-session.ts';

export interface EvidenceWishes {
  readonly target: Target;
  readonly requiredTables: readonly string[];
  readonly migrations?: Migrations | undefined;
}

/** A look may take so long: on a damaged system a locked catalogue must not hold up the incident (ten seconds). */
const patienceMs = 10_000;

/** Photographs production before anything is touched (G4, B10). It only reads, and locks nothing. */
export function createEvidenceCamera({ target, requiredTables, migrations }: EvidenceWishes): EvidenceCamera {
  return {
    capture: (effort) =>
      withWorkSession({ target, doing: 'Capturing evidence' }, effort, async (client) => {
        await client.query(`SET statement_timeout = ${patienceMs}`);
        const { identity, serverVersion, sizeBytes } = await readStanding(client);
        return {
          database: identity,
          serverVersion,
          sizeBytes,
          ledger: await readLedger(client, migrations),
          settings: [...(await readDatabaseRights(client)), ...(await readSettings(client))],
          activity: await readActivity(client),
          preparedTransactions: await readPrepared(client),
          missingTables: await listMissingTables(client, requiredTables),
        };
      }),
    production: async () => {
      try {
        const tag = { run: 'evidence', fence: Fence.parse(0) };
        return await withClient(target, tag, undefined, async (client) => (await readStanding(client)).identity);
      } catch (error) {
        throw sqlError('Looking at production', error);
      }
    },
  };
}

async function readStanding(client: pg.Client) {
  const { rows } = await client.query<{ name: string; oid: number; version: string; size: string }>(
    `SELECT datname AS name, oid, current_setting('server_version') AS version,
            pg_database_size(oid) AS size
       FROM pg_database WHERE datname = current_database()`,
  );
  const row = rows[0];
  if (row === undefined) throw new Error('a session has a database');
  const systemIdentifier = await readSystemIdentifier(client);
  return {
    identity: DatabaseIdentity.parse({ name: row.name, oid: row.oid, systemIdentifier }),
    serverVersion: row.version,
    sizeBytes: Number(row.size),
  };
}

/** Owner, limit and rights of the database itself: a dump leaves them behind. */
async function readDatabaseRights(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ line: string }>(
    `SELECT unnest(ARRAY[format('owner: %s', datdba::regrole), format('connection limit: %s', datconnlimit),
              format('allows connections: %s', datallowconn)] || coalesce(datacl, acldefault('d', datdba))::text[]) AS line
       FROM pg_database WHERE datname = current_database()`,
  );
  return rows.map(({ line }) => (line.includes('=') ? `rights: ${line}` : line));
}

/** `backend_type` is hidden for other roles' sessions unless one may read all of them; the role's id is not. */
async function readActivity(client: pg.Client): Promise<Evidence['activity']> {
  const { rows } = await client.query<Evidence['activity'][number]>(
    `SELECT coalesce(nullif(application_name, ''), '(no name)') AS application, coalesce(usename, '(hidden)') AS role,
            coalesce(state, '(hidden)') AS state, count(*)::int AS sessions
       FROM pg_stat_activity
      WHERE datname = current_database() AND pid <> pg_backend_pid() AND usesysid IS NOT NULL
      GROUP BY 1, 2, 3 ORDER BY 4 DESC, 1, 2, 3`,
  );
  return rows;
}

async function readPrepared(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ gid: string }>(
    'SELECT gid FROM pg_prepared_xacts WHERE database = current_database() ORDER BY prepared',
  );
  return rows.map(({ gid }) => gid);
}
