import type pg from 'pg';
import type { BackupManifest } from '../../domain/manifest.ts';
import { quoteQualified } from './identifiers.ts';
import { isUserSchema, notOfExtension } from './user-objects.ts';

/** The cluster that the transaction ids belong to; null where the role may not ask. */
export async function readSystemIdentifier(client: pg.Client): Promise<string | null> {
  const allowed = await client.query<{ may: boolean }>(
    `SELECT has_function_privilege('pg_catalog.pg_control_system()', 'EXECUTE') AS may`,
  );
  if (allowed.rows[0]?.may !== true) return null;
  const { rows } = await client.query<{ id: string }>('SELECT system_identifier::text AS id FROM pg_control_system()');
  return rows[0]?.id ?? null;
}

export async function readDatabase(client: pg.Client): Promise<BackupManifest['database']> {
  const { rows } = await client.query<BackupManifest['database']>(
    `SELECT datname AS name, oid, datdba::regrole::text AS owner,
            pg_encoding_to_char(encoding) AS encoding, datcollate AS collate
       FROM pg_database WHERE datname = current_database()`,
  );
  if (rows[0] === undefined) throw new Error('a session has a database');
  return rows[0];
}

/** At most so many sequences in one statement. */
const sequencesAtOnce = 200;

/**
 * Where the sequences stand. They know no snapshots: pg_dump reads each a little later, so the archive's value is the
 * same or further on. Read after the snapshot, they cover every id in it.
 */
export async function readSequences(client: pg.Client): Promise<BackupManifest['sequences']> {
  const { rows } = await client.query<{ schema: string; name: string; sequence: string }>(
    `SELECT n.nspname AS schema, c.relname AS name, format('%I.%I', n.nspname, c.relname) AS sequence
       FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE c.relkind = 'S' AND c.relpersistence <> 't' AND ${isUserSchema} AND ${notOfExtension('pg_class', 'c.oid')}
      ORDER BY n.nspname COLLATE "C", c.relname COLLATE "C"`,
  );
  const positions: BackupManifest['sequences'] = [];
  for (let from = 0; from < rows.length; from += sequencesAtOnce) {
    const some = rows.slice(from, from + sequencesAtOnce);
    const parts = some.map(
      ({ schema, name }, index) =>
        `SELECT ${index} AS n, last_value::text AS "lastValue", is_called AS "isCalled" FROM ${quoteQualified(schema, name)}`,
    );
    const read = await client.query<{ n: number; lastValue: string; isCalled: boolean }>(
      `${parts.join(' UNION ALL ')} ORDER BY n`,
    );
    for (const { n, ...position } of read.rows) positions.push({ sequence: some[n]?.sequence ?? '', ...position });
  }
  return positions;
}

/** Large objects are rows of one system table; who they belong to stands among the rights. */
export async function countLargeObjects(client: pg.Client): Promise<number> {
  const { rows } = await client.query<{ n: string }>('SELECT count(*) AS n FROM pg_largeobject_metadata');
  return Number(rows[0]?.n ?? 0);
}

export async function readExtensions(client: pg.Client): Promise<BackupManifest['extensions']> {
  const { rows } = await client.query<{ name: string; version: string }>(
    'SELECT extname AS name, extversion AS version FROM pg_extension ORDER BY extname COLLATE "C"',
  );
  return rows;
}

/** Every role that owns something in this database or was granted something. */
export async function readRoles(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ role: string }>(
    `WITH things (owner, acl) AS (
       SELECT datdba, datacl FROM pg_database WHERE datname = current_database()
       UNION ALL SELECT nspowner, nspacl FROM pg_namespace n WHERE ${isUserSchema}
       UNION ALL SELECT relowner, relacl FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE ${isUserSchema}
       UNION ALL SELECT proowner, proacl FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE ${isUserSchema}
       UNION ALL SELECT typowner, typacl FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace WHERE ${isUserSchema}
       UNION ALL SELECT lomowner, lomacl FROM pg_largeobject_metadata
       UNION ALL SELECT defaclrole, defaclacl FROM pg_default_acl)
     SELECT DISTINCT pg_get_userbyid(role) AS role
       FROM (SELECT owner AS role FROM things UNION SELECT (aclexplode(acl)).grantee FROM things) AS roles
      WHERE role <> 0 ORDER BY 1`,
  );
  return rows.map(({ role }) => role);
}

/** A setting of this name may hold a secret, which no manifest and no journal may show (I8). */
const secretive = /secret|password|passwd|token|api_?key|private|credential/i;

/** Settings kept on the database and on roles in it: `app_user: work_mem=64MB`. Values that may be secrets are not shown. */
export async function readSettings(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ role: string | null; setting: string }>(
    `SELECT CASE WHEN s.setrole <> 0 THEN pg_get_userbyid(s.setrole) END AS role, unnest(s.setconfig) AS setting
       FROM pg_db_role_setting s
      WHERE s.setdatabase = (SELECT oid FROM pg_database WHERE datname = current_database())
      ORDER BY 1 NULLS FIRST, 2`,
  );
  return rows.map(({ role, setting }) => {
    const [name = '', ...value] = setting.split('=');
    const shown = secretive.test(name) ? '(not shown)' : value.join('=');
    return `${role ?? 'all roles'}: ${name}=${shown}`;
  });
}
