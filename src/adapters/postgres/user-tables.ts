import type pg from 'pg';
import { isUserSchema } from './user-objects.ts';

/** A table that a service can write: plain or partitioned, in any schema of the team's. */
export interface UserTable {
  readonly oid: number;
  readonly schema: string;
  readonly name: string;
  /** True where an extension made it: such a table may belong to a superuser. */
  readonly ofExtension: boolean;
}

/** All user tables, partitions and extensions' tables included, in the order of their oids. */
export async function listUserTables(client: pg.Client): Promise<UserTable[]> {
  const { rows } = await client.query<UserTable>(
    `SELECT c.oid::int8::int AS oid, n.nspname AS schema, c.relname AS name,
            EXISTS (SELECT FROM pg_depend e
                     WHERE e.classid = 'pg_class'::regclass AND e.objid = c.oid AND e.deptype = 'e') AS "ofExtension"
       FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE c.relkind IN ('r', 'p') AND c.relpersistence <> 't' AND ${isUserSchema} ORDER BY c.oid`,
  );
  return rows;
}
