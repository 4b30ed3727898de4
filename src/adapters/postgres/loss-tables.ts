import type pg from 'pg';
import { quoteName, quoteQualified } from './identifiers.ts';
import { isUserSchema } from './user-objects.ts';

export interface ComparedColumn {
  readonly name: string;
  /** Without length: `character varying`, so that a cast never cuts a longer key. */
  readonly type: string;
  readonly generated: boolean;
  readonly builtIn: boolean;
  /** Its catalogue row was written since the backup's snapshot. */
  readonly changed: boolean;
  readonly timestamp: boolean;
}

/** A table as people see it: a partitioned one is one table, its partitions are not listed. */
export interface ComparedTable {
  readonly schema: string;
  readonly name: string;
  /** `public.users`, quoted where PostgreSQL would quote it. */
  readonly table: string;
  readonly partitioned: boolean;
  readonly columns: readonly ComparedColumn[];
  /** The primary key's columns in its order; empty where there is none. */
  readonly key: readonly string[];
  /** It, its schema or one of its partitions was made, renamed, rewritten or altered since the backup's snapshot. */
  readonly changed: boolean;
}

/**
 * The tables of the session's database. What changed since transaction `floor` is told by the catalogue's own xmin;
 * pass null where that has no meaning.
 */
export async function listComparedTables(client: pg.Client, floor: bigint | null): Promise<ComparedTable[]> {
  const since = (xmin: string) => (floor === null ? 'false' : `age(${xmin}) <= age('${floor}'::xid8::xid)`);
  const { rows } = await client.query<ComparedTable>(
    `SELECT n.nspname AS schema, c.relname AS name, format('%I.%I', n.nspname, c.relname) AS "table",
            c.relkind = 'p' AS partitioned,
            (SELECT coalesce(jsonb_agg(jsonb_build_object('name', a.attname, 'type', format_type(a.atttypid, -1),
                      'generated', a.attgenerated <> '', 'builtIn', a.atttypid < 16384, 'changed', ${since('a.xmin')},
                      'timestamp', a.atttypid IN ('timestamptz'::regtype, 'timestamp'::regtype)) ORDER BY a.attnum), '[]')
               FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped) AS columns,
            ARRAY(SELECT a.attname::text FROM pg_index i, unnest(i.indkey) WITH ORDINALITY AS k (attnum, place)
                    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.attnum
                   WHERE i.indrelid = c.oid AND i.indisprimary AND i.indisvalid ORDER BY k.place) AS key,
            ${since('c.xmin')} OR ${since('n.xmin')}
              OR EXISTS (SELECT FROM pg_partition_tree(c.oid) t JOIN pg_class p ON p.oid = t.relid WHERE ${since('p.xmin')}) AS changed
       FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relpersistence <> 't' AND ${isUserSchema}
      ORDER BY n.nspname COLLATE "C", c.relname COLLATE "C"`,
  );
  return rows;
}

/** `FROM` item for a table and nothing that inherits from it; a partitioned one has its rows in its partitions. */
export function fromTable(table: ComparedTable): string {
  return `${table.partitioned ? '' : 'ONLY '}${quoteQualified(table.schema, table.name)} AS t`;
}

/** One text per row over these columns, whatever the database prefers: the session's settings are pinned. */
export function rowText(columns: readonly string[]): string {
  return `ROW(${columns.map((column) => `t.${quoteName(column)}`).join(', ')})::text COLLATE "C"`;
}

/** 64 bits over a text. */
export function hashOf(text: string, seed = '0'): string {
  return `hashtextextended(${text}, ${seed})`;
}

/** Milliseconds since 1970 of the newest column that says when a row was written, or NULL. */
export function writtenAt(table: ComparedTable): string {
  const columns = table.columns.filter(
    ({ name, timestamp }) => timestamp && /^(created|inserted|updated|modified|changed)_?(at|on|time)?$/i.test(name),
  );
  if (columns.length === 0) return 'NULL::bigint';
  const finite = columns.map(({ name }) => {
    const column = `t.${quoteName(name)}`;
    return `CASE WHEN isfinite(${column}) THEN floor(extract(epoch FROM ${column}) * 1000)::bigint END`;
  });
  return `GREATEST(${finite.join(', ')})`;
}
