import { createHash } from 'node:crypto';
import type pg from 'pg';
import type { TableFingerprint } from '../../domain/manifest.ts';
import { quoteName, quoteQualified } from './identifiers.ts';
import { holdsRows } from './user-objects.ts';

export interface TableName {
  readonly schema: string;
  readonly name: string;
  /** `public.users`, quoted where PostgreSQL would quote it. */
  readonly table: string;
}

/** A table that holds rows of its own, as the snapshot shows it. */
export interface RowTable extends TableName {
  readonly pages: number;
  readonly bytes: number;
  readonly columns: string;
  /** Whether a range of pages can be read alone (tables in PostgreSQL's own storage, from version 14 on). */
  readonly divisible: boolean;
}

/** One read of the fingerprint: a whole table, or some of its pages. */
interface Piece {
  readonly of: RowTable;
  readonly fromPage: number | null;
  readonly beforePage: number | null;
}

/** 64 MB: small enough that the last piece of a large table does not keep the other sessions waiting. */
const piecePages = 8_192;

/** No column is called this, so it always means the whole row. */
const rowAlias = quoteName('recourse: the whole row');

/** Names only: asking for a table's size would wait for whoever has locked it. */
export async function nameRowTables(client: pg.Client): Promise<TableName[]> {
  const { rows } = await client.query<TableName>(
    `SELECT n.nspname AS schema, c.relname AS name, format('%I.%I', n.nspname, c.relname) AS "table"
       FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE ${holdsRows}`,
  );
  return rows;
}

export async function listRowTables(client: pg.Client): Promise<RowTable[]> {
  const { rows } = await client.query<RowTable & { columnText: string; pages: string; bytes: string }>(
    `SELECT n.nspname AS schema, c.relname AS name, format('%I.%I', n.nspname, c.relname) AS "table",
            pg_relation_size(c.oid) / current_setting('block_size')::int AS pages, pg_total_relation_size(c.oid) AS bytes,
            coalesce(am.amname = 'heap' AND current_setting('server_version_num')::int >= 140000, false) AS divisible,
            (SELECT coalesce(string_agg(format('%I %s', a.attname, format_type(a.atttypid, a.atttypmod)), ', ' ORDER BY a.attnum), '')
               FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped) AS "columnText"
       FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace LEFT JOIN pg_am am ON am.oid = c.relam
      WHERE ${holdsRows} ORDER BY n.nspname COLLATE "C", c.relname COLLATE "C"`,
  );
  return rows.map(({ columnText, ...row }) => ({
    ...row,
    pages: Number(row.pages),
    bytes: Number(row.bytes),
    columns: createHash('sha256').update(columnText).digest('hex'),
  }));
}

/**
 * Counts and hashes every row of the tables on all given sessions, which must show one snapshot. The sum over the rows'
 * hashes knows no order, so a restored copy has the same one, and pieces of a table add up.
 */
export async function fingerprintTables(
  tables: readonly RowTable[],
  sessions: readonly pg.Client[],
  reached: (table: string, share: number) => void,
): Promise<TableFingerprint[]> {
  const sums = new Map(tables.map(({ table }) => [table, { rows: 0, content: 0n }]));
  const waiting = tables.flatMap(cutIntoPieces).sort((left, right) => pagesOf(right) - pagesOf(left));
  const total = waiting.length;
  const work = async (session: pg.Client) => {
    for (let piece = waiting.shift(); piece !== undefined; piece = waiting.shift()) {
      reached(piece.of.table, (total - waiting.length - 1) / total);
      const read = await readPiece(session, piece);
      const sum = sums.get(piece.of.table);
      if (sum === undefined) continue;
      sum.rows += read.rows;
      sum.content += read.content;
    }
  };
  try {
    await Promise.all(sessions.map(work));
  } finally {
    waiting.length = 0; // where one session failed, the others stop after their piece
  }
  return tables.map(({ table, columns, bytes }) => {
    const sum = sums.get(table) ?? { rows: 0, content: 0n };
    return { table, rows: sum.rows, content: String(sum.content), columns, bytes };
  });
}

function cutIntoPieces(table: RowTable): Piece[] {
  if (!table.divisible || table.pages <= piecePages) return [{ of: table, fromPage: null, beforePage: null }];
  return Array.from({ length: Math.ceil(table.pages / piecePages) }, (_, index) => ({
    of: table,
    fromPage: index * piecePages,
    // The table may have grown since its pages were counted: the last piece has no end.
    beforePage: (index + 1) * piecePages < table.pages ? (index + 1) * piecePages : null,
  }));
}

function pagesOf(piece: Piece): number {
  return piece.fromPage === null ? piece.of.pages : piecePages;
}

async function readPiece(session: pg.Client, piece: Piece): Promise<{ rows: number; content: bigint }> {
  const bounds = [
    piece.fromPage === null ? '' : `ctid >= '(${piece.fromPage},0)'::tid`,
    piece.beforePage === null ? '' : `ctid < '(${piece.beforePage},0)'::tid`,
  ].filter((bound) => bound !== '');
  // Byte order as the collation, or an ICU default would be asked for each row; bigint sums are exact in numeric.
  const { rows } = await session.query<{ rows: string; content: string }>(
    `SELECT count(*) AS rows, coalesce(sum(hashtextextended(${rowAlias}::text COLLATE "C", 0)), 0)::text AS content
       FROM ONLY ${quoteQualified(piece.of.schema, piece.of.name)} AS ${rowAlias}
      ${bounds.length === 0 ? '' : `WHERE ${bounds.join(' AND ')}`}`,
  );
  return { rows: Number(rows[0]?.rows ?? 0), content: BigInt(rows[0]?.content ?? 0) };
}
