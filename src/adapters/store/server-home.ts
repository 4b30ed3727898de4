import pg from 'pg';
import { RecourseError } from '../../domain/errors.ts';
import type { Home } from './home.ts';
import { listenOnServer } from './signals.ts';

/** Longer than any statement of the store's takes: a server that stays silent for this long counts as away. */
const ANSWER_WITHIN_MS = 15_000;

/**
 * A real server: the home for production, and for several replicas. Nothing is asked of it yet.
 *
 * @throws RecourseError `bad-configuration` where the URL is none
 */
export function openServerHome(databaseUrl: string): Home {
  const where = placeOf(databaseUrl);
  const options: pg.PoolConfig = {
    connectionString: databaseUrl,
    application_name: 'recourse-store',
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
  };
  const pool = new pg.Pool({ ...options, max: 10, query_timeout: ANSWER_WITHIN_MS });
  // A connection that breaks while idle is replaced at the next statement; without a listener it would end the process.
  pool.on('error', () => undefined);
  const signals = listenOnServer(options);
  return {
    kind: 'server',
    where,
    pool,
    signals,
    alone: false,
    async close() {
      await signals.close();
      await pool.end();
    },
  };
}

function placeOf(databaseUrl: string): string {
  const url = URL.parse(databaseUrl);
  // The driver's own complaint would carry the URL, which is a secret.
  if (url === null || !/^postgres(ql)?:$/.test(url.protocol)) {
    throw new RecourseError('DATABASE_URL is not the URL of a PostgreSQL database.', {
      code: 'bad-configuration',
      hint: 'It looks like postgresql://user:password@host:5432/database; signs such as @ or / in the password are percent-encoded.',
    });
  }
  return `${url.hostname === '' ? 'local socket' : url.hostname}:${url.port || '5432'}${url.pathname}`;
}
