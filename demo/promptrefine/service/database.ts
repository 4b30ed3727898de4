import pg from 'pg';
import { Refusal } from './http.ts';

pg.types.setTypeParser(pg.types.builtins.INT8, Number); // ids and counts stay far below 2^53 here

const retryAfterSeconds = 1;
const connectTimeoutMs = 5_000;

/** Every way in which PostgreSQL or the network says "not now": restarts, swaps of databases, freezes, full queues. */
const notNow = /^(08...|57P0[1-5]|57014|3D000|55000|55P03|25006|53300)$/;
const connectionFailures =
  /^(ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT)$|Connection terminated|timeout exceeded when trying to connect/;

const refusals: Readonly<Record<string, { status: number; say: string }>> = {
  '23505': { status: 409, say: 'somebody else changed it at the same time' },
  '23503': { status: 422, say: 'it refers to something that does not exist' },
  '22P02': { status: 400, say: 'a value has the wrong form' },
  '22003': { status: 400, say: 'a number is out of range' },
};

/** The pool. Connections that the server ends are dropped and replaced at the next request; nothing ends the process. */
export function openPool(databaseUrl: string, log: (event: object) => void): pg.Pool {
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    max: 10,
    connectionTimeoutMillis: connectTimeoutMs,
    application_name: 'promptrefine',
  });
  pool.on('error', (error) => log({ event: 'idle-connection-lost', message: error.message }));
  // A connection that ends while it is in use tells both its query and its client; only the query has an audience.
  pool.on('connect', (client) =>
    client.on('error', (error) => log({ event: 'connection-lost', message: error.message })),
  );
  return pool;
}

/** Runs one statement. Throws Refusal with the SQLSTATE: 503 for "not now", 409, 422 or 400 for the caller's, else 500. */
export async function ask<Row extends pg.QueryResultRow>(
  pool: pg.Pool,
  sql: string,
  values: readonly unknown[],
): Promise<Row[]> {
  try {
    return (await pool.query<Row>(sql, [...values])).rows;
  } catch (error) {
    throw refuse(error);
  }
}

function refuse(error: unknown): Refusal {
  const message = error instanceof Error ? error.message : String(error);
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  const isSqlstate = code !== undefined && /^[0-9A-Z]{5}$/.test(code);
  const given = { cause: error, ...(isSqlstate ? { sqlstate: code } : {}) };
  if ((isSqlstate && notNow.test(code)) || connectionFailures.test(code ?? message)) {
    return new Refusal(503, `the database is not available: ${message}`, { ...given, retryAfterSeconds });
  }
  const known = refusals[code ?? ''];
  return known === undefined ? new Refusal(500, message, given) : new Refusal(known.status, known.say, given);
}
