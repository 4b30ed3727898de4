import { setTimeout as wait } from 'node:timers/promises';
import type pg from 'pg';
import { LockMode } from '../../domain/migration.ts';
import type { TableState, TableWatch } from '../../ports/migrations.ts';
import type { Effort } from '../../ports/run-tag.ts';
import { connect, type Target } from './connect.ts';
import { quoteName, quoteQualified } from './identifiers.ts';
import { isUserSchema } from './user-objects.ts';
import { withWorkSession } from './work-session.ts';

/** Often enough to see a lock that anybody else would feel. */
const LOOK_EVERY_MS = 20;

/** Looks at tables and their locks in databases of one server. */
export function createTableWatch(target: Target): TableWatch {
  const doing = 'Looking at the tables';
  return {
    look: (database, effort) => withWorkSession({ target, database, doing }, effort, readTables),
    countValues: (database, columns, effort) =>
      withWorkSession({ target, database, doing }, effort, (client) => countEach(client, columns)),
    watchLocks: (database, effort) => watch(target, database, effort),
  };
}

async function readTables(client: pg.Client): Promise<TableState[]> {
  const { rows } = await client.query<{
    oid: string;
    table: string;
    file: string | null;
    columns: TableState['columns'] | null;
  }>(
    `SELECT c.oid, format('%I.%I', n.nspname, c.relname) AS table, pg_relation_filenode(c.oid) AS file,
            (SELECT json_agg(json_build_object('number', a.attnum, 'name', quote_ident(a.attname)) ORDER BY a.attnum)
               FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped) AS columns
       FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE c.relkind IN ('r', 'p', 'm') AND c.relpersistence <> 't' AND ${isUserSchema}
      ORDER BY 2`,
  );
  return rows.map((row) => ({
    oid: Number(row.oid),
    table: row.table,
    file: Number(row.file ?? 0),
    columns: row.columns ?? [],
  }));
}

async function countEach(client: pg.Client, columns: readonly string[]): Promise<{ column: string; values: number }[]> {
  const { rows } = await client.query<{ wanted: string; schema: string; name: string; column: string }>(
    `SELECT wanted, n.nspname AS schema, c.relname AS name, a.attname AS column
       FROM unnest($1::text[]) AS wanted
       JOIN pg_attribute a ON a.attnum > 0 AND NOT a.attisdropped
       JOIN pg_class c ON c.oid = a.attrelid AND c.relkind IN ('r', 'p')
       JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE wanted IN (format('%I.%I.%I', n.nspname, c.relname, a.attname),
                       CASE WHEN n.nspname = 'public' THEN format('%I.%I', c.relname, a.attname) END)`,
    [columns],
  );
  const counted: { column: string; values: number }[] = [];
  for (const { wanted, schema, name, column } of rows) {
    const found = await client.query<{ n: string }>(
      `SELECT count(${quoteName(column)}) AS n FROM ${quoteQualified(schema, name)}`,
    );
    counted.push({ column: wanted, values: Number(found.rows[0]?.n ?? 0) });
  }
  return counted;
}

async function watch(target: Target, database: string, effort: Effort): ReturnType<TableWatch['watchLocks']> {
  const client = await connect(target, effort.tag, database);
  const seen = new Map<string, { oid: number; mode: LockMode }>();
  const stopping = new AbortController();
  const looking = (async () => {
    while (!stopping.signal.aborted) {
      for (const lock of await readLocks(client)) seen.set(`${lock.oid} ${lock.mode}`, lock);
      await wait(LOOK_EVERY_MS, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  })();
  looking.catch(() => undefined); // a server that goes away is told of by the migration itself
  return {
    stop: async () => {
      stopping.abort();
      await looking.catch(() => undefined);
      await client.end().catch(() => undefined);
      return [...seen.values()];
    },
  };
}

async function readLocks(client: pg.Client): Promise<{ oid: number; mode: LockMode }[]> {
  const { rows } = await client.query<{ oid: string; mode: string }>(
    `SELECT l.relation AS oid, l.mode FROM pg_locks l
      WHERE l.locktype = 'relation' AND l.granted AND l.pid <> pg_backend_pid()
        AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
  );
  return rows.flatMap(({ oid, mode }) => {
    const read = LockMode.safeParse(wordsOf(mode));
    return read.success ? [{ oid: Number(oid), mode: read.data }] : [];
  });
}

/** `AccessExclusiveLock` → `ACCESS EXCLUSIVE`. */
function wordsOf(mode: string): string {
  return mode
    .replace(/Lock$/, '')
    .replaceAll(/(?<!^)([A-Z])/g, ' $1')
    .toUpperCase();
}
