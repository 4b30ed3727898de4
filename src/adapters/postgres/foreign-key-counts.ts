import type pg from 'pg';
import type { Query } from '../../domain/answer.ts';
import { isUserSchema } from './user-objects.ts';

/**
 * One query per foreign key: how many rows refer to nothing, by the constraint's own operators. A validated one has such
 * rows where they were loaded past its triggers. Names come quoted from the catalogue, in full because a work session has
 * no search path; of a partitioned table the key counts once.
 */
export async function foreignKeyCounts(
  client: pg.Client,
  which: 'validated' | 'not validated',
): Promise<readonly Query[]> {
  const { rows } = await client.query<Query>(
    `SELECT format('%s on %s', quote_ident(c.conname), c.conrelid::regclass) AS name,
            format('SELECT count(*) FROM %s c WHERE %s AND NOT EXISTS (SELECT FROM %s p WHERE %s)', c.conrelid::regclass,
              pair.given, c.confrelid::regclass, pair.equal) AS sql
       FROM pg_constraint c JOIN pg_class t ON t.oid = c.conrelid JOIN pg_namespace n ON n.oid = t.relnamespace
      CROSS JOIN LATERAL (
        SELECT string_agg(format('c.%I IS NOT NULL', ca.attname), ' AND ') AS given,
               string_agg(format('p.%I OPERATOR(%I.%s) c.%I', pa.attname, s.nspname, o.oprname, ca.attname), ' AND ') AS equal
          FROM unnest(c.conkey, c.confkey, c.conpfeqop) AS k (child, parent, operator)
          JOIN pg_attribute ca ON ca.attrelid = c.conrelid AND ca.attnum = k.child
          JOIN pg_attribute pa ON pa.attrelid = c.confrelid AND pa.attnum = k.parent
          JOIN pg_operator o ON o.oid = k.operator JOIN pg_namespace s ON s.oid = o.oprnamespace) pair
      WHERE c.contype = 'f' AND c.convalidated = $1 AND c.conparentid = 0 AND ${isUserSchema} ORDER BY 1`,
    [which === 'validated'],
  );
  return rows;
}
