import type pg from 'pg';

/** The second half of an advisory lock's key; the first is the production database and the store. */
const makersLock = 7_231_004;

/**
 * Works as one who makes copies. The lock goes with the session, and the session with us: who waits for it waits for
 * nobody that is dead. A newer maker ends an older one's session by its fence, and is not kept waiting.
 */
export async function asMaker<Result>(control: pg.Client, whose: string, work: () => Promise<Result>): Promise<Result> {
  await control.query('SELECT pg_advisory_lock_shared(hashtext($1), $2::int)', [whose, makersLock]);
  return work();
}

/** Works while nobody makes copies; null, and nothing is done, where somebody does. */
export async function whereNobodyMakes<Result>(
  control: pg.Client,
  whose: string,
  work: () => Promise<Result>,
): Promise<Result | null> {
  const { rows } = await control.query<{ alone: boolean }>(
    'SELECT pg_try_advisory_lock(hashtext($1), $2::int) AS alone',
    [whose, makersLock],
  );
  return rows[0]?.alone === true ? work() : null;
}
