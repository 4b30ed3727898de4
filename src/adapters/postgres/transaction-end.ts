import type pg from 'pg';
import { codeOf } from './sqlstate.ts';

export type TransactionEnd = 'committed' | 'aborted' | 'under-way' | 'cannot-tell';

/** How a transaction ended, by its number: the server remembers it for a long time, in whatever database it ran. */
export async function endOfTransaction(client: pg.Client, xid: string): Promise<TransactionEnd> {
  try {
    const { rows } = await client.query<{ status: string | null }>('SELECT pg_xact_status($1::xid8) AS status', [xid]);
    const status = rows[0]?.status ?? null;
    if (status === 'in progress') return 'under-way';
    return status === 'committed' || status === 'aborted' ? status : 'cannot-tell';
  } catch (error) {
    // "is in the future": the cluster was set back to a time before it.
    if (codeOf(error) === '22023') return 'cannot-tell';
    throw error;
  }
}
