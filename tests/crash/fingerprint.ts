import type pg from 'pg';
import { withClient } from '../../demo/cluster/with-client.ts';

/** Per table how many rows it has and a hash over all of them, whatever their order. */
export type Fingerprint = Readonly<Record<string, string>>;

/** Reads every row of every table of a database. */
export function takeFingerprint(url: string): Promise<Fingerprint> {
  return withClient(url, readFingerprint);
}

/** The same on a connection that is there already, in whatever transaction it is in. */
export async function readFingerprint(client: pg.Client): Promise<Fingerprint> {
  const tables = await client.query<{ name: string }>(
    `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables
      WHERE schemaname NOT IN ('pg_catalog', 'information_schema') ORDER BY 1`,
  );
  const lines: [string, string][] = [];
  for (const { name } of tables.rows) lines.push([name, await fingerprintOf(client, name)]);
  return Object.fromEntries(lines);
}

/** Its rows have numbers out of a sequence: an attempt that was rolled back uses one up, which says nothing. */
const ledger = 'drizzle.__drizzle_migrations';

async function fingerprintOf(client: pg.Client, table: string): Promise<string> {
  const row = table === ledger ? "(to_jsonb(t) - 'id')::text" : 't::text';
  const { rows } = await client.query<{ said: string }>(
    `SELECT count(*) || ' rows, ' || coalesce(sum(hashtextextended(${row}, 0)::numeric), 0) AS said FROM ${table} t`,
  );
  return rows[0]?.said ?? '';
}

/** What is different, in words; empty where the two are equal. */
export function compareFingerprints(before: Fingerprint, after: Fingerprint): string[] {
  const tables = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return tables.flatMap((table) =>
    before[table] === after[table]
      ? []
      : [`${table}: ${before[table] ?? 'missing'} before, ${after[table] ?? 'missing'} now`],
  );
}
