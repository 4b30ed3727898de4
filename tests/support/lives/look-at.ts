import { execa } from 'execa';
import type pg from 'pg';
import { inject } from 'vitest';
import { databaseUrl, onServer } from '../cluster.ts';
import { ask } from '../target.ts';

/** One table with all its partitions, or one materialised view. */
export interface Held {
  readonly table: string;
  /** What stands after FROM: without the tables that inherit from it. */
  readonly from: string;
  /** Columns of the primary key; empty where there is none. */
  readonly key: readonly string[];
  /** Whether rows can be written to it. */
  readonly written: boolean;
}

/** Everything in a database that holds rows, told by a superuser's look at the catalogue. */
export function listHeld(database: string): Promise<Held[]> {
  return ask<{ table: string; from: string; key: string[]; written: boolean }>(
    databaseUrl(database),
    `SELECT format('%I.%I', n.nspname, c.relname) AS "table", c.relkind <> 'm' AS written,
            format('%s %I.%I', CASE c.relkind WHEN 'r' THEN 'ONLY' END, n.nspname, c.relname) AS "from",
            ARRAY(SELECT a.attname::text FROM pg_index i JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = ANY (i.indkey)
                   WHERE i.indrelid = c.oid AND i.indisprimary) AS key
       FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE NOT c.relispartition AND (c.relkind IN ('r', 'p') OR c.relkind = 'm' AND c.relispopulated) AND n.nspname !~ '^pg_|^information_schema$' ORDER BY 1`,
  );
}

/** Every row of every table as one text, by key where there is one, and every large object as its bytes. */
export type Contents = Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;

export function contentsOf(database: string): Promise<Contents> {
  return onServer(async (client) => {
    const contents: Record<string, Contents[string]> = {};
    for (const { table, from, key } of await listHeld(database)) {
      const columns = key.map((column) => `t.${client.escapeIdentifier(column)}`).join(', ');
      const by = key.length === 0 ? 't::text' : `concat_ws(' | ', ${columns})`;
      contents[table] = await rowsBy(client, `SELECT ${by} AS key, t::text AS row FROM ${from} AS t ORDER BY 1, 2`);
    }
    const large = `SELECT oid::text AS key, encode(lo_get(oid), 'hex') AS row FROM pg_largeobject_metadata ORDER BY 1`;
    return { ...contents, 'large objects': await rowsBy(client, large) };
  }, database);
}

/** Every definition, owner, right, comment and setting of objects, as pg_dump writes them down. */
export async function schemaOf(database: string): Promise<string> {
  const url = new URL(databaseUrl(database));
  const { stdout } = await execa(`${inject('cluster').programs}/pg_dump`, ['--schema-only'], {
    env: {
      PGHOST: url.hostname,
      PGPORT: url.port,
      PGUSER: url.username,
      PGPASSWORD: decodeURIComponent(url.password),
      PGDATABASE: database,
    },
  });
  // The key of \restrict is drawn anew for each dump.
  return stdout.replaceAll(/^\\(un)?restrict .*$/gm, '');
}

/** Where every sequence will go on. */
export function sequencesOf(database: string): Promise<{ name: string; value: string | null }[]> {
  return ask(
    databaseUrl(database),
    "SELECT format('%I.%I', schemaname, sequencename) AS name, last_value AS value FROM pg_sequences ORDER BY 1",
  );
}

async function rowsBy(client: pg.Client, sql: string): Promise<Record<string, string[]>> {
  const found: Record<string, string[]> = {};
  for (const { key, row } of (await client.query<{ key: string; row: string }>(sql)).rows) {
    found[key] = [...(found[key] ?? []), row];
  }
  return found;
}
