import type pg from 'pg';
import { controlDatabase } from '../../adapters/postgres/control.ts';
import { isUserSchema, notOfExtension } from '../../adapters/postgres/user-objects.ts';
import type { RightsFacts } from './rights.ts';

type Standing = Pick<
  RightsFacts,
  'me' | 'database' | 'owner' | 'isSuperuser' | 'ownsDatabase' | 'mayCreateDatabases' | 'maySignal' | 'controlOwner'
> & { readonly version: number };

const standing = `
  SELECT r.rolname AS me, d.datname AS database, d.datdba::regrole::text AS owner, r.rolsuper AS "isSuperuser",
         pg_has_role(d.datdba, 'USAGE') AS "ownsDatabase", r.rolcreatedb AS "mayCreateDatabases",
         pg_has_role('pg_signal_backend', 'USAGE') AS "maySignal",
         (SELECT c.datdba::regrole::text FROM pg_database c
           WHERE c.datname = $1 AND NOT pg_has_role(c.datdba, 'USAGE')) AS "controlOwner",
         current_setting('server_version_num')::int AS version
    FROM pg_database d, pg_roles r WHERE d.datname = current_database() AND r.rolname = current_user`;

/** Owners of relations, routines, types and schemas; giving an object back to its owner takes membership in that role. */
const foreignOwners = (membership: 'SET' | 'MEMBER') => `
  WITH owned AS (
    SELECT c.relowner AS owner FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE ${isUserSchema} AND ${notOfExtension('pg_class', 'c.oid')}
    UNION SELECT p.proowner FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
     WHERE ${isUserSchema} AND ${notOfExtension('pg_proc', 'p.oid')}
    UNION SELECT t.typowner FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace
     WHERE ${isUserSchema} AND ${notOfExtension('pg_type', 't.oid')}
    UNION SELECT n.nspowner FROM pg_namespace n WHERE ${isUserSchema} AND n.nspname <> 'public'
  )
  SELECT owner::regrole::text AS name FROM owned WHERE NOT pg_has_role(owner, '${membership}') ORDER BY 1`;

const unreadable = `
  SELECT format('%I.%I', n.nspname, c.relname) AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
   WHERE c.relkind IN ('r', 'p', 'm', 'S') AND c.relpersistence <> 't' AND ${isUserSchema}
     AND NOT (has_schema_privilege(n.oid, 'USAGE') AND CASE c.relkind WHEN 'S' THEN has_sequence_privilege(c.oid, 'SELECT') ELSE has_table_privilege(c.oid, 'SELECT') END)
   ORDER BY 1`;

/** Settings written on the database that a mere owner could not write on another; since 15 the right can be granted. */
const unsettable = (grantable: boolean) => `
  SELECT DISTINCT s.name FROM pg_db_role_setting d, unnest(d.setconfig) AS entry, pg_settings s
   WHERE d.setdatabase = (SELECT oid FROM pg_database WHERE datname = current_database())
     AND s.name = split_part(entry, '=', 1) AND s.context IN ('superuser', 'superuser-backend')
     ${grantable ? "AND NOT has_parameter_privilege(s.name, 'SET')" : ''} ORDER BY 1`;

const untrusted = `
  SELECT e.extname AS name FROM pg_extension e
    JOIN pg_available_extension_versions v ON v.name = e.extname AND v.version = e.extversion
   WHERE v.superuser AND NOT v.trusted ORDER BY 1`;

/** Reads what a role may do in the database that it is connected to. Changes nothing. */
export async function readRights(client: pg.Client): Promise<RightsFacts> {
  const { rows } = await client.query<Standing>(standing, [controlDatabase]);
  const [row] = rows;
  if (row === undefined) throw new Error('a session has a role and a database');
  const { version, ...facts } = row;
  const names = async (sql: string) => (await client.query<{ name: string }>(sql)).rows.map(({ name }) => name);
  return {
    ...facts,
    foreignOwners: await names(foreignOwners(version >= 160_000 ? 'SET' : 'MEMBER')),
    unreadable: await names(unreadable),
    unsettable: await names(unsettable(version >= 150_000)),
    untrusted: await names(untrusted),
    serverMajor: Math.floor(version / 10_000),
  };
}
