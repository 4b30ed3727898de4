import type pg from 'pg';

/**
 * Which of the named tables are not there. People write `users` for `public.users`, and names with or without the
 * quotes that PostgreSQL would put around them.
 */
export async function listMissingTables(client: pg.Client, names: readonly string[]): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT wanted AS name FROM unnest($1::text[]) AS wanted
      WHERE NOT EXISTS (
        SELECT FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
         WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f')
           AND wanted IN (n.nspname || '.' || c.relname, format('%I.%I', n.nspname, c.relname),
                          CASE WHEN n.nspname = 'public' THEN c.relname END))`,
    [names],
  );
  return rows.map(({ name }) => name);
}
