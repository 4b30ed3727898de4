import type pg from 'pg';

/** BEGIN, work, COMMIT; ROLLBACK when the work throws. Returns only after the server has acknowledged the commit. */
export async function inTransaction<Result>(client: pg.Client, work: () => Promise<Result>): Promise<Result> {
  await client.query('BEGIN');
  try {
    const result = await work();
    await client.query('COMMIT');
    return result;
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    throw error;
  }
}
