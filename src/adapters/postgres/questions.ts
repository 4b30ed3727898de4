import type pg from 'pg';
import type { Answer, Query } from '../../domain/answer.ts';
import type { Effort } from '../../ports/run-tag.ts';
import type { Questions } from '../../ports/scratch.ts';
import type { Target } from './connect.ts';
import { foreignKeyCounts } from './foreign-key-counts.ts';
import { listMissingTables } from './missing-tables.ts';
import { withWorkSession } from './work-session.ts';

export interface QuestionWishes {
  readonly target: Target;
  /** One query may take so long. */
  readonly timeoutMs: number;
}

/** Asks the policy's queries, read-only and limited in time; a query that fails is an answer as well. */
export function createQuestions(wishes: QuestionWishes): Questions {
  return {
    returnsRows: (database, queries, effort) =>
      askAll(
        wishes,
        database,
        queries,
        effort,
        (sql) => `SELECT count(*) AS n FROM (SELECT 1 FROM (${sql}\n) AS query LIMIT 1) AS one`,
      ),
    missingTables: (database, tables, effort) =>
      withWorkSession({ target: wishes.target, database, doing: 'Looking for required tables' }, effort, (client) =>
        listMissingTables(client, tables),
      ),
    numbers: (database, queries, effort) => askAll(wishes, database, queries, effort, (sql) => sql),
    brokenForeignKeys: async (effort) => {
      const given = { target: wishes.target, doing: 'Looking for rows that refer to nothing' };
      const queries = await withWorkSession(given, effort, (client) => foreignKeyCounts(client, 'validated'));
      const answers = await askAll(wishes, undefined, queries, effort, (sql) => sql);
      return answers.flatMap(({ name, number }) => (number === null || number === 0 ? [] : [{ name, rows: number }]));
    },
    productionCounts: (tables, effort) => {
      // The names were quoted by PostgreSQL itself, in the snapshot.
      const queries = tables.map((table) => ({ name: table, sql: `SELECT count(*) FROM ${table}` }));
      return askAll(wishes, undefined, queries, effort, (sql) => sql);
    },
  };
}

async function askAll(
  { target, timeoutMs }: QuestionWishes,
  database: string | undefined,
  queries: readonly Query[],
  effort: Effort,
  wrap: (sql: string) => string,
): Promise<readonly Answer[]> {
  if (queries.length === 0) return [];
  const given = { target, doing: 'Asking the configured queries', ...(database === undefined ? {} : { database }) };
  return withWorkSession(given, effort, async (client) => {
    // The policy writes table names as people do.
    await client.query(
      `SELECT set_config('search_path', '"$user", public', false), set_config('statement_timeout', $1, false)`,
      [String(timeoutMs)],
    );
    const answers: Answer[] = [];
    for (const query of queries) answers.push(await ask(client, query, wrap));
    return answers;
  });
}

/** Each in a transaction of its own, so that one that fails does not spoil the next. */
async function ask(client: pg.Client, { name, sql }: Query, wrap: (sql: string) => string): Promise<Answer> {
  await client.query('BEGIN READ ONLY');
  try {
    // The extended protocol takes one statement: `…; DROP TABLE …` is a syntax error.
    const extended: pg.QueryArrayConfig & { queryMode: string } = {
      text: wrap(sql.replace(/[;\s]+$/, '')),
      rowMode: 'array',
      queryMode: 'extended',
    };
    const { rows } = await client.query<[unknown]>(extended);
    const value = rows[0]?.[0];
    const number = typeof value === 'boolean' ? Number(value) : Number.parseFloat(String(value));
    if (rows.length === 1 && Number.isFinite(number)) return { name, number, trouble: null };
    return {
      name,
      number: null,
      trouble: `one number was expected; it returned ${rows.length} rows, first "${String(value)}"`,
    };
  } catch (error) {
    if (!(error instanceof Error && 'severity' in error)) throw error; // the connection, not the query
    return { name, number: null, trouble: error.message };
  } finally {
    await client.query('ROLLBACK').catch(() => undefined);
  }
}
