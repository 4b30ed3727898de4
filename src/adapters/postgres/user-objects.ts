/** Schemas that belong to the team: not PostgreSQL's own and no session's temporary one. `n` is a pg_namespace. */
export const isUserSchema = `n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'`;

/** True for objects that no extension made: those come back with CREATE EXTENSION, not from the archive. */
export function notOfExtension(catalogue: string, oid: string): string {
  return `NOT EXISTS (SELECT FROM pg_depend made WHERE made.classid = '${catalogue}'::regclass AND made.objid = ${oid} AND made.deptype = 'e')`;
}

/** Tables that hold rows of their own: plain tables and the leaves of partitioned ones. `c` is a pg_class. */
export const holdsRows = `c.relkind = 'r' AND c.relpersistence <> 't' AND ${isUserSchema} AND ${notOfExtension('pg_class', 'c.oid')}`;
