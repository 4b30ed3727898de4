import type pg from 'pg';
import { quoteQualified } from '../identifiers.ts';

/** A foreign key as the target enforces it. Those of single partitions belong to their table's own. */
export interface ForeignKey {
  readonly name: string;
  /** The table that refers, as `public.orders`. */
  readonly child: string;
  readonly childSchema: string;
  readonly childName: string;
  readonly childPartitioned: boolean;
  /** The primary key of the table that refers; empty where it has none. */
  readonly childKey: readonly string[];
  /** The table that is referred to. */
  readonly parent: string;
  readonly parentSchema: string;
  readonly parentName: string;
  readonly parentPartitioned: boolean;
  readonly columns: readonly string[];
  /** The parent's columns, in the order of `columns`. */
  readonly refs: readonly string[];
  /** `OPERATOR(pg_catalog.=)`: parent on the left, child on the right. */
  readonly operators: readonly string[];
  readonly deferrable: boolean;
  /** Those of `columns` that may be NULL for a while: nullable, and no part of the primary key. */
  readonly mayBeNull: readonly string[];
}

export async function readForeignKeys(client: pg.Client): Promise<ForeignKey[]> {
  const names = (relation: string, numbers: string, more = '') =>
    `ARRAY(SELECT a.attname::text FROM unnest(f.${numbers}) WITH ORDINALITY AS k (attnum, place)
             JOIN pg_attribute a ON a.attrelid = f.${relation} AND a.attnum = k.attnum ${more} ORDER BY k.place)`;
  const { rows } = await client.query<ForeignKey>(
    `SELECT f.conname AS name, format('%I.%I', cn.nspname, c.relname) AS child, format('%I.%I', pn.nspname, p.relname) AS parent,
            cn.nspname AS "childSchema", c.relname AS "childName", c.relkind = 'p' AS "childPartitioned",
            ARRAY(SELECT a.attname::text FROM pg_index i, unnest(i.indkey) WITH ORDINALITY AS k (attnum, place)
                    JOIN pg_attribute a ON a.attrelid = f.conrelid AND a.attnum = k.attnum
                   WHERE i.indrelid = f.conrelid AND i.indisprimary AND i.indisvalid ORDER BY k.place) AS "childKey",
            pn.nspname AS "parentSchema", p.relname AS "parentName", p.relkind = 'p' AS "parentPartitioned",
            ${names('conrelid', 'conkey')} AS columns, ${names('confrelid', 'confkey')} AS refs,
            ARRAY(SELECT format('OPERATOR(%I.%s)', n.nspname, o.oprname) FROM unnest(f.conpfeqop) WITH ORDINALITY AS k (oid, place)
                    JOIN pg_operator o ON o.oid = k.oid JOIN pg_namespace n ON n.oid = o.oprnamespace ORDER BY k.place) AS operators,
            f.condeferrable AS deferrable,
            ${names(
              'conrelid',
              'conkey',
              `AND NOT a.attnotnull AND NOT EXISTS (
               SELECT FROM pg_index i WHERE i.indrelid = f.conrelid AND i.indisprimary AND a.attnum = ANY (i.indkey))`,
            )} AS "mayBeNull"
       FROM pg_constraint f
       JOIN pg_class c ON c.oid = f.conrelid JOIN pg_namespace cn ON cn.oid = c.relnamespace
       JOIN pg_class p ON p.oid = f.confrelid JOIN pg_namespace pn ON pn.oid = p.relnamespace
      WHERE f.contype = 'f' AND f.conparentid = 0 ORDER BY cn.nspname, c.relname, f.conname`,
  );
  return rows;
}

/** `FROM` item for the parent as the constraint looks at it: without tables that inherit from it. */
export function fromParent(key: ForeignKey): string {
  return `${key.parentPartitioned ? '' : 'ONLY '}${quoteQualified(key.parentSchema, key.parentName)} AS p`;
}

/** `FROM` item for the table that refers. */
export function fromChild(key: ForeignKey): string {
  return `${key.childPartitioned ? '' : 'ONLY '}${quoteQualified(key.childSchema, key.childName)} AS c`;
}
