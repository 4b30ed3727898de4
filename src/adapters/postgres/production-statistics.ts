import type pg from 'pg';
import type { ProductionStatistics, StatisticsReader } from '../../ports/production-statistics.ts';
import type { Target } from './connect.ts';
import { foreignKeyCounts } from './foreign-key-counts.ts';
import { quoteQualified } from './identifiers.ts';
import { isUserSchema } from './user-objects.ts';
import { withWorkSession } from './work-session.ts';

/** So many statements, by the time that they took. */
const STATEMENTS_MAX = 200;

/** What production's own counters say: transactions, constraints that are not validated, statements (P9). */
export function createStatisticsReader(target: Target): StatisticsReader {
  return {
    read: (effort) =>
      withWorkSession({ target, doing: 'Reading production’s own statistics' }, effort, async (client) => {
        const { rows } = await client.query<{ committed: number; rolled_back: number }>(
          `SELECT xact_commit::float8 AS committed, xact_rollback::float8 AS rolled_back
             FROM pg_stat_database WHERE datname = current_database()`,
        );
        return {
          committed: rows[0]?.committed ?? 0,
          rolledBack: rows[0]?.rolled_back ?? 0,
          unproved: [...(await foreignKeyCounts(client, 'not validated')), ...(await unprovedChecks(client))],
          statements: await readStatements(client),
        };
      }),
  };
}

/** The names come quoted from the catalogue, written in full because the session has no search path. */
async function unprovedChecks(client: pg.Client): Promise<ProductionStatistics['unproved']> {
  const { rows } = await client.query<{ name: string; sql: string }>(
    `SELECT format('%s on %s', c.conname, c.conrelid::regclass) AS name,
            format('SELECT count(*) FROM %s WHERE NOT (%s)', c.conrelid::regclass, pg_get_expr(c.conbin, c.conrelid)) AS sql
       FROM pg_constraint c JOIN pg_class t ON t.oid = c.conrelid JOIN pg_namespace n ON n.oid = t.relnamespace
      WHERE c.contype = 'c' AND NOT c.convalidated AND c.conparentid = 0 AND ${isUserSchema} ORDER BY 1`,
  );
  return rows;
}

async function readStatements(client: pg.Client): Promise<ProductionStatistics['statements']> {
  const installed = await client.query<{ schema: string }>(
    `SELECT n.nspname AS schema FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace
      WHERE e.extname = 'pg_stat_statements'`,
  );
  const [place] = installed.rows;
  if (place === undefined) return { why: 'the extension pg_stat_statements is not there' };
  try {
    const view = quoteQualified(place.schema, 'pg_stat_statements');
    const { rows } = await client.query<{ id: string; text: string; calls: number; totalMs: number }>(
      `SELECT s.queryid::text AS id, left(regexp_replace(min(s.query), '\\s+', ' ', 'g'), 160) AS text,
              sum(s.calls)::float8 AS calls, sum(s.total_exec_time)::float8 AS "totalMs"
         FROM ${view} s JOIN pg_database d ON d.oid = s.dbid AND d.datname = current_database()
        WHERE s.queryid IS NOT NULL GROUP BY s.queryid ORDER BY 4 DESC LIMIT ${STATEMENTS_MAX}`,
    );
    return rows;
  } catch (error) {
    if (!(error instanceof Error && 'severity' in error)) throw error;
    return { why: `pg_stat_statements does not answer: ${error.message}` };
  }
}
