import type pg from 'pg';
import { findPrograms } from '../../adapters/pgtools/find-programs.ts';
import type { ServicePolicy } from '../../domain/policy-file/service.ts';
import { inProduction } from './in-production.ts';
import { type CheckGround, failed, passed, perService, type Seen, warned } from './probe.ts';
import { judgeRights } from './rights.ts';
import { readRights } from './rights-facts.ts';

/** DROP DATABASE … WITH (FORCE) and trusted extensions came with it. */
const oldestServer = 13;

/** Production can be reached, is of a version that our programs can dump, and holds what the policy names. */
export const databaseProbe = perService('database', (service, ground) =>
  inProduction(service, ground, async (client) => [
    await lookAtVersion(client, ground),
    ...lookAtTransport(urlOf(service, ground)),
    ...(await lookAtTables(client, service)),
    ...(await lookAtQueries(client, service)),
    ...(await lookAtObstacles(client)),
  ]),
);

/** Our role may do all that a backup, a restore and a swap need. */
export const rightsProbe = perService('rights', (service, ground) =>
  inProduction(service, ground, async (client) => judgeRights(await readRights(client))),
);

function urlOf(service: ServicePolicy, { settings }: CheckGround): string {
  return settings.secretOf(service.database.url_env).reveal();
}

async function lookAtVersion(client: pg.Client, { settings }: CheckGround): Promise<Seen> {
  const { rows } = await client.query<{ version: string; major: number; name: string; size: string }>(
    `SELECT current_setting('server_version') AS version, current_setting('server_version_num')::int / 10000 AS major,
            current_database()::text AS name, pg_size_pretty(pg_database_size(current_database())) AS size`,
  );
  const [row] = rows;
  if (row === undefined) throw new Error('one row was asked for');
  const found = `${row.name}, ${row.size}, PostgreSQL ${row.version}`;
  if (row.major < oldestServer)
    return failed(`${found}: too old`, `Recourse needs PostgreSQL ${oldestServer} or newer.`);
  const programs = await findPrograms(settings.programs).catch(() => null); // the programs have a finding of their own
  if (programs === null || programs.version.major >= row.major) return passed(found);
  return failed(
    `${found}, but pg_dump is ${programs.version.major} and dumps no newer server`,
    `Install the client programs of PostgreSQL ${row.major} or newer, or set PG_BIN to them.`,
  );
}

/** B4: encrypted in transit, wherever the way leaves this machine. */
function lookAtTransport(address: string): Seen[] {
  const url = new URL(address);
  const isHere = ['', 'localhost', '127.0.0.1', '[::1]'].includes(url.hostname);
  const mode = url.searchParams.get('sslmode') ?? '';
  if (isHere || ['require', 'verify-ca', 'verify-full'].includes(mode)) return [];
  return [warned('the connection leaves this machine without TLS', 'Add ?sslmode=verify-full to the URL.')];
}

async function lookAtTables(client: pg.Client, { database }: ServicePolicy): Promise<Seen[]> {
  const { rows } = await client.query<{ name: string }>(
    'SELECT name FROM unnest($1::text[]) AS name WHERE to_regclass(name) IS NULL',
    [database.required_tables],
  );
  const missing = rows.map(({ name }) => name);
  if (missing.length === 0) return [passed(`all ${database.required_tables.length} required tables`)];
  return [
    failed(
      `required tables are missing: ${missing.join(', ')}`,
      'Correct required_tables, or no copy could ever be promoted.',
    ),
  ];
}

/** The policy's own queries are planned, not run, in a transaction that could change nothing. */
async function lookAtQueries(client: pg.Client, { database }: ServicePolicy): Promise<Seen[]> {
  const wrong: Seen[] = [];
  for (const { name, sql } of [...database.orphan_queries, ...database.sample_queries]) {
    await client.query('BEGIN READ ONLY');
    const error = await client.query(`EXPLAIN ${sql}`).then(
      () => null,
      (thrown: unknown) => thrown,
    );
    await client.query('ROLLBACK');
    if (error instanceof Error)
      wrong.push(failed(`the query "${name}" does not run: ${error.message}`, 'Correct it in recourse.yaml.'));
  }
  return wrong;
}

/** What stands in the way of a swap today. */
async function lookAtObstacles(client: pg.Client): Promise<Seen[]> {
  const { rows } = await client.query<{ say: string; hint: string }>(
    `SELECT format('prepared transaction %L of %s, since %s UTC', gid, owner, to_char(prepared AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI')) AS say,
            'A rename waits for it: commit it or roll it back.' AS hint
       FROM pg_prepared_xacts WHERE database = current_database()
     UNION ALL
     SELECT format('logical replication slot %s', slot_name), 'It stays with the replaced database, and its subscriber stops: plan to make it again.'
       FROM pg_replication_slots WHERE database = current_database()
     UNION ALL
     SELECT format('%s session(s) of the superuser %s', count(*), a.usename), 'Only a superuser can end them, and a swap needs them gone.'
       FROM pg_stat_activity a JOIN pg_roles r ON r.oid = a.usesysid
      WHERE a.datname = current_database() AND r.rolsuper AND a.pid <> pg_backend_pid() AND a.backend_type = 'client backend'
      GROUP BY a.usename`,
  );
  return rows.map(({ say, hint }) => warned(say, hint));
}
