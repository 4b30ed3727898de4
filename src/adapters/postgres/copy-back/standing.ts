import type pg from 'pg';
import type { CopyBackStanding } from '../../../ports/copy-back.ts';
import { endOfTransaction } from '../transaction-end.ts';
import type { KeptFacts } from './ledger.ts';

/**
 * What became of the transactions that were announced. The server remembers how each ended, in whatever database it ran;
 * so the effect needs no mark in the service's own tables, and cannot happen without its mark.
 */
export async function readStanding(control: pg.Client, kept: KeptFacts | null): Promise<CopyBackStanding> {
  if (kept === null) return 'unknown';
  if (kept.appliedXid === null) return 'planned';
  const applied = await endOfTransaction(control, kept.appliedXid);
  if (applied !== 'committed') return applied === 'aborted' ? 'planned' : applied;
  if (kept.undoneXid === null) return 'applied';
  const undone = await endOfTransaction(control, kept.undoneXid);
  if (undone === 'committed') return 'undone';
  return undone === 'aborted' ? 'applied' : undone;
}
