import type pg from 'pg';

/** Something that the server would refuse a row for, as it stands in the catalogue. */
export type Rule =
  | { readonly kind: 'not-null'; readonly name: string; readonly column: string }
  | { readonly kind: 'check'; readonly name: string; readonly expression: string }
  | UniqueRule;

/** A unique index or an exclusion constraint, partial ones and those over expressions included. */
export interface UniqueRule {
  readonly kind: 'unique';
  readonly name: string;
  readonly expressions: readonly string[];
  /** `OPERATOR(pg_catalog.=)`, one per expression: what makes two rows collide. */
  readonly operators: readonly string[];
  readonly where: string | null;
  readonly nullsCollide: boolean;
}

type Owned = Rule & { readonly table: number };

/** Every check, every partition's bounds and every unique index of the database, with the oid of its table. */
export async function readRules(client: pg.Client): Promise<Owned[]> {
  return [...(await readChecks(client)), ...(await readBounds(client)), ...(await readUniques(client))];
}

async function readChecks(client: pg.Client): Promise<Owned[]> {
  const { rows } = await client.query<{ table: number; name: string; expression: string }>(
    `SELECT conrelid AS "table", conname AS name, pg_get_expr(conbin, conrelid) AS expression
       FROM pg_constraint WHERE contype = 'c' AND conrelid <> 0 ORDER BY conname`,
  );
  return rows.map((row) => ({ ...row, kind: 'check' }));
}

/** A row has to lie within the bounds of one of its table's partitions. */
async function readBounds(client: pg.Client): Promise<Owned[]> {
  const { rows } = await client.query<{ table: number; bounds: string[] }>(
    `SELECT c.oid AS "table", array_agg(pg_get_partition_constraintdef(p.relid)) AS bounds
       FROM pg_class c CROSS JOIN LATERAL pg_partition_tree(c.oid) p
      WHERE c.relkind = 'p' AND NOT c.relispartition AND p.isleaf AND p.relid <> c.oid
        AND pg_get_partition_constraintdef(p.relid) IS NOT NULL GROUP BY c.oid`,
  );
  return rows.map(({ table, bounds }) => ({
    table,
    kind: 'check',
    name: 'its partitions',
    expression: bounds.map((bound) => `(${bound})`).join(' OR '),
  }));
}

async function readUniques(client: pg.Client): Promise<Owned[]> {
  const { rows } = await client.query<UniqueRule & { table: number }>(
    `SELECT i.indrelid AS "table", c.relname AS name, 'unique' AS kind, pg_get_expr(i.indpred, i.indrelid) AS "where",
            ARRAY(SELECT pg_get_indexdef(i.indexrelid, k, true) FROM generate_series(1, i.indnkeyatts) AS k ORDER BY k) AS expressions,
            ARRAY(SELECT format('OPERATOR(%I.%s)', n.nspname, o.oprname)
                    FROM unnest(i.indclass::oid[]) WITH ORDINALITY AS class (oid, place) JOIN pg_opclass oc ON oc.oid = class.oid
                    LEFT JOIN pg_amop ao ON x.oid IS NULL AND ao.amopfamily = oc.opcfamily AND ao.amopstrategy = 3
                     AND ao.amoplefttype = oc.opcintype AND ao.amoprighttype = oc.opcintype
                    JOIN pg_operator o ON o.oid = coalesce(x.conexclop[class.place], ao.amopopr)
                    JOIN pg_namespace n ON n.oid = o.oprnamespace ORDER BY class.place) AS operators,
            coalesce((to_jsonb(i) ->> 'indnullsnotdistinct')::boolean, false) AS "nullsCollide"
       FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
       LEFT JOIN pg_constraint x ON x.conindid = i.indexrelid AND x.contype = 'x'
      WHERE (i.indisunique OR x.oid IS NOT NULL) AND i.indislive ORDER BY i.indisprimary DESC, c.relname`,
  );
  return rows;
}
