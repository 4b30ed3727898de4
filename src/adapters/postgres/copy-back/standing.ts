import type pg from 'pg';
import type { CopyBackStanding } from '../../../ports/copy-back.ts';
import { codeOf } from '../sqlstate.ts';
import type { KeptFacts } from './ledger.ts';

/**
 * What became of the transactions that were announced. The server remembers how each ended, in whatever database it ran;
 * so the effect needs no mark in the service's own tables, and cannot happen without its mark.
 */
export async function readStanding(control: pg.Client, kept: KeptFacts | null): Promise<CopyBackStanding> {
  if (kept === null) return 'unknown';
  if (kept.appliedXid === null) return 'planned';
  const applied = await becameOf(control, kept.appliedXid);
  if (applied !== 'committed') return applied === 'aborted' ? 'planned' : applied;
  if (kept.undoneXid === null) return 'applied';
  const undone = await becameOf(control, kept.undoneXid);
  if (undone === 'committed') return 'undone';
  return undone === 'aborted' ? 'applied' : undone;
}

async function becameOf(
  control: pg.Client,
  xid: string,
): Promise<'committed' | 'aborted' | 'under-way' | 'cannot-tell'> {
  try {
    const { rows } = await control.query<{ status: string | null }>('SELECT pg_xact_status($1::xid8) AS status', [xid]);
    const status = rows[0]?.status ?? null;
    if (status === 'in progress') return 'under-way';
    return status === 'committed' || status === 'aborted' ? status : 'cannot-tell';
  } catch (error) {
    // "is in the future": the cluster was set back to a time before it.
    if (codeOf(error) === '22023') return 'cannot-tell';
    throw error;
  }
}
