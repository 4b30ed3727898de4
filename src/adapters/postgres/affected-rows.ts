import type pg from 'pg';
import { RecourseError } from '../../domain/errors.ts';
import type { StrikeSecrets } from '../../domain/redaction.ts';
import { AFFECTED_KEPT, type AffectedRows } from '../../domain/switches.ts';
import type { AffectedRowsReader } from '../../ports/affected-rows.ts';
import type { Effort } from '../../ports/run-tag.ts';
import type { Target } from './connect.ts';
import { withWorkSession } from './work-session.ts';

export interface AffectedRowsWishes {
  readonly target: Target;
  /** One query may take so long. */
  readonly timeoutMs: number;
  readonly strikeSecrets: StrikeSecrets;
}

/** Messages that are told apart; the rest is in the rows. */
const MESSAGES_MOST = 5;
/** A message is cut here, in characters. */
const MESSAGE_LONGEST = 200;
/** An id that is longer is none of a request, and would fill the journal. */
const ID_LONGEST = 200;

/** Asks the policy's query for the rows that failed. The first column is the id, whatever it is called (B1, B11). */
export function createAffectedRowsReader(wishes: AffectedRowsWishes): AffectedRowsReader {
  return {
    read: (database, sql, effort) =>
      inReadOnly(wishes, database, effort, async (askRows) => {
        const rows = await askRows(
          `SELECT (count(*) OVER ())::text, correlation_id::text, affected.* FROM (${trimmed(sql)}\n) AS affected (correlation_id) LIMIT ${AFFECTED_KEPT}`,
          [],
        );
        return affectedOf(rows, wishes.strikeSecrets);
      }),
    stillGiven: (database, sql, ids, effort) =>
      inReadOnly(wishes, database, effort, async (askRows) => {
        const rows = await askRows(
          `SELECT DISTINCT correlation_id::text FROM (${trimmed(sql)}\n) AS affected (correlation_id) WHERE correlation_id::text = ANY ($1::text[])`,
          [[...ids]],
        );
        const given = new Set(rows.map(([id]) => String(id)));
        return ids.filter((id) => given.has(id));
      }),
  };
}

function trimmed(sql: string): string {
  return sql.replace(/[;\s]+$/, '');
}

function affectedOf(rows: readonly (readonly unknown[])[], strikeSecrets: StrikeSecrets): AffectedRows {
  // As the server writes them: that is how a retry compares them. One that holds a secret is counted and not named: with
  // the secret struck out it would name another row, or none.
  const ids = rows
    .map(([, id]) => (typeof id === 'string' ? id : ''))
    .filter((id) => id !== '' && id.length <= ID_LONGEST && strikeSecrets(id) === id);
  const said = new Map<string, number>();
  for (const [, , , message] of rows) {
    if (message === null || message === undefined) continue;
    const say = strikeSecrets(String(message)).replaceAll(/\s+/g, ' ').trim().slice(0, MESSAGE_LONGEST);
    said.set(say, (said.get(say) ?? 0) + 1);
  }
  return {
    ids: [...new Set(ids)],
    total: Number(rows[0]?.[0] ?? 0),
    messages: [...said]
      .map(([say, count]) => ({ say, rows: count }))
      .toSorted((one, other) => other.rows - one.rows)
      .slice(0, MESSAGES_MOST),
  };
}

type AskRows = (text: string, values: readonly unknown[]) => Promise<readonly (readonly unknown[])[]>;

async function inReadOnly<Result>(
  { target, timeoutMs }: AffectedRowsWishes,
  database: string,
  effort: Effort,
  read: (askRows: AskRows) => Promise<Result>,
): Promise<Result> {
  return withWorkSession({ target, database, doing: 'Reading the affected rows' }, effort, async (client) => {
    // The policy writes table names as people do.
    await client.query(
      `SELECT set_config('search_path', '"$user", public', false), set_config('statement_timeout', $1, false)`,
      [String(timeoutMs)],
    );
    await client.query('BEGIN READ ONLY');
    try {
      return await read((text, values) => ask(client, text, values));
    } finally {
      await client.query('ROLLBACK').catch(() => undefined);
    }
  });
}

/** The extended protocol takes one statement: `…; DROP TABLE …` is a syntax error. */
async function ask(client: pg.Client, text: string, values: readonly unknown[]): Promise<readonly unknown[][]> {
  const extended: pg.QueryArrayConfig & { queryMode: string } = {
    text,
    values: [...values],
    rowMode: 'array',
    queryMode: 'extended',
  };
  try {
    return (await client.query<unknown[]>(extended)).rows;
  } catch (error) {
    if (!(error instanceof Error && 'severity' in error)) throw error; // the connection, not the query
    throw new RecourseError(`The query for the affected rows failed: ${error.message}`, {
      code: 'check-failed',
      hint: 'Correct `evidence.affected` of the switch in recourse.yaml, and try this step again.',
      cause: error,
    });
  }
}
