import type pg from 'pg';

/** The tables that traffic writes, each with the column that carries a text of our own, unique per row. */
export const markColumns = { prompts: 'title', prompt_versions: 'change_note', test_runs: 'correlation_id' } as const;
export type WrittenTable = keyof typeof markColumns;

/** A row whose creation the service acknowledged with 201. */
export interface AcknowledgedRow {
  readonly table: WrittenTable;
  readonly id: number;
  /** The text in the table's mark column. An id alone proves nothing: after a restore it may be given out again. */
  readonly mark: string;
  /** When the answer came, in milliseconds of Unix time. */
  readonly atMs: number;
}

/** Which of the acknowledged rows the database does not have (any more), in the order of their acknowledgement. */
export async function findMissingRows(
  client: pg.Client,
  acknowledged: readonly AcknowledgedRow[],
): Promise<AcknowledgedRow[]> {
  const missing: AcknowledgedRow[] = [];
  for (const [table, column] of Object.entries(markColumns)) {
    const rows = acknowledged.filter((row) => row.table === table);
    const found = await client.query<{ position: number }>(
      `SELECT position::int FROM unnest($1::bigint[], $2::text[]) WITH ORDINALITY AS wanted(id, mark, position)
       WHERE NOT EXISTS (SELECT FROM ${table} t WHERE t.id = wanted.id AND t.${column} = wanted.mark)`,
      [rows.map((row) => row.id), rows.map((row) => row.mark)],
    );
    missing.push(...found.rows.flatMap(({ position }) => rows[position - 1] ?? []));
  }
  return missing.sort((left, right) => left.atMs - right.atMs);
}
