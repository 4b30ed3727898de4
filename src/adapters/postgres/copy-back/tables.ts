import type pg from 'pg';
import { type ComparedColumn, type ComparedTable, listComparedTables } from '../loss-tables.ts';
import { type ForeignKey, readForeignKeys } from './foreign-keys.ts';
import { type Rule, readRules } from './rules.ts';
import { readTriggers, type Trigger } from './triggers.ts';

export interface CopyColumn extends ComparedColumn {
  /** With length and precision: `numeric(12,2)`. */
  readonly typed: string;
  readonly notNull: boolean;
  /** It has a default, an identity or an expression, and may therefore be left out of an INSERT. */
  readonly filled: boolean;
  /** GENERATED ALWAYS AS IDENTITY: no UPDATE may set it. */
  readonly fixed: boolean;
}

type ColumnFacts = Pick<CopyColumn, 'typed' | 'notNull' | 'filled' | 'fixed'>;

/** A table that rows may be written into, with everything that decides whether they may. */
export interface CopyTable extends ComparedTable {
  readonly oid: number;
  readonly columns: readonly CopyColumn[];
  /** Our role owns it, or acts for its owner: only owners may switch triggers off. */
  readonly mine: boolean;
  readonly mayWrite: boolean;
  /** Policies would hide rows from us, or keep us from writing some. */
  readonly hidesRows: boolean;
  /** Rewrite rules on INSERT or UPDATE: ON CONFLICT cannot be used with them. */
  readonly rewrites: boolean;
  /** A unique constraint of it is checked late: ON CONFLICT refuses to work with those. */
  readonly uniqueLate: boolean;
  readonly rules: readonly Rule[];
  readonly foreignKeys: readonly ForeignKey[];
  readonly triggers: readonly Trigger[];
}

interface TableFacts extends Pick<CopyTable, 'oid' | 'mine' | 'mayWrite' | 'hidesRows' | 'rewrites' | 'uniqueLate'> {
  readonly table: string;
  readonly columns: Readonly<Record<string, ColumnFacts>>;
}

/** The tables of a work session's database, partitioned ones as one. */
export async function listCopyTables(client: pg.Client): Promise<CopyTable[]> {
  const tables = await listComparedTables(client, null);
  const facts = new Map((await readFacts(client)).map((each) => [each.table, each]));
  const rules = await readRules(client);
  const foreignKeys = await readForeignKeys(client);
  const triggers = await readTriggers(client);
  return tables.flatMap((table) => {
    const own = facts.get(table.table);
    if (own === undefined) return [];
    const columns = table.columns.map((column) => ({ ...column, ...factsOf(own, column.name) }));
    return [
      {
        ...table,
        ...own,
        columns,
        rules: [...notNullRules(columns), ...rules.filter((rule) => rule.table === own.oid)],
        foreignKeys: foreignKeys.filter((key) => key.child === table.table),
        triggers: triggers.filter((trigger) => trigger.root === own.oid),
      },
    ];
  });
}

function factsOf(own: TableFacts, column: string): ColumnFacts {
  return own.columns[column] ?? { typed: 'text', notNull: false, filled: false, fixed: false };
}

function notNullRules(columns: readonly CopyColumn[]): Rule[] {
  return columns
    .filter(({ notNull, generated }) => notNull && !generated)
    .map(({ name }) => ({ kind: 'not-null', name, column: name }));
}

async function readFacts(client: pg.Client): Promise<TableFacts[]> {
  const { rows } = await client.query<TableFacts>(
    `SELECT c.oid, format('%I.%I', n.nspname, c.relname) AS "table", pg_has_role(c.relowner, 'USAGE') AS mine,
            has_table_privilege(c.oid, 'SELECT') AND has_table_privilege(c.oid, 'INSERT')
              AND has_table_privilege(c.oid, 'UPDATE') AND has_table_privilege(c.oid, 'DELETE') AS "mayWrite",
            row_security_active(c.oid) AS "hidesRows",
            EXISTS (SELECT FROM pg_rewrite r WHERE r.ev_class = c.oid AND r.ev_type IN ('2', '3') AND r.ev_enabled <> 'D') AS rewrites,
            EXISTS (SELECT FROM pg_index i WHERE i.indrelid = c.oid AND NOT i.indimmediate) AS "uniqueLate",
            (SELECT coalesce(jsonb_object_agg(a.attname, jsonb_build_object(
                      'typed', format_type(a.atttypid, a.atttypmod), 'notNull', a.attnotnull,
                      'filled', a.atthasdef OR a.attidentity <> '', 'fixed', a.attidentity = 'a')), '{}')
               FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped) AS columns
       FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relpersistence <> 't' AND n.nspname !~ '^pg_'`,
  );
  return rows;
}
