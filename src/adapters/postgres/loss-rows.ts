import type pg from 'pg';

/** A row of production that a restore would take away or set back. */
export interface LostRow {
  readonly kind: 'inserted' | 'updated';
  /** The primary key's values as text; null where there is no key. */
  readonly key: readonly string[] | null;
  /** The row's hash, for rows that have no other name. */
  readonly hash: string;
  /** Milliseconds since 1970 by a column such as `created_at`. */
  readonly writtenAtMs: number | null;
}

/** Takes lost rows as they are found, so that none need be kept. */
export type LostRowSink = (rows: readonly LostRow[]) => Promise<void> | void;

export interface RowCounts {
  readonly inserted: number;
  readonly updated: number;
  readonly deleted: number;
}

/** Everything as text: a key must reach the other side letter by letter. */
const asText = { getTypeParser: () => (value: string) => value };

/** Rows at once: enough to keep both servers busy, little enough to be nothing in memory. */
const batchRows = 5_000;

export type TextRow = readonly (string | null)[];

/** Reads a query's rows in batches through a cursor, inside the session's transaction. */
export async function* readInBatches(session: pg.Client, name: string, sql: string): AsyncGenerator<TextRow[]> {
  await session.query(`DECLARE ${name} NO SCROLL CURSOR FOR ${sql}`);
  for (;;) {
    const { rows } = await session.query<(string | null)[]>({
      text: `FETCH ${batchRows} FROM ${name}`,
      rowMode: 'array',
      types: asText,
    });
    if (rows.length > 0) yield rows;
    if (rows.length < batchRows) break;
  }
  await session.query(`CLOSE ${name}`);
}

/** One query whose values come as text. */
export async function askText(session: pg.Client, text: string, values: unknown[] = []): Promise<TextRow[]> {
  const { rows } = await session.query<(string | null)[]>({ text, values, rowMode: 'array', types: asText });
  return rows;
}

export async function countRows(session: pg.Client, from: string): Promise<number> {
  const [row] = await askText(session, `SELECT count(*) FROM ${from}`);
  return Number(row?.[0] ?? 0);
}
