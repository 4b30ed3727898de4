import { Fence, type Instant } from '../../domain/ids.ts';
import type { Lease, Leases } from '../../ports/entry-store.ts';
import type { Ask } from './ask.ts';
import { idOf, numberOf } from './entries.ts';

/**
 * The right to conduct an incident, on the incident's own row, so that an append and a claim can never pass each other.
 * `wake_at` is emptied by a claim: a later hour that is there when the lease is given back was set meanwhile, and is kept.
 *
 * @param home the identity of the store, which every lease names
 * @param leaseMs how long a claim or a renewal lasts, by the database's clock
 */
export function leases(ask: Ask, leaseMs: number, home: string): Leases {
  return {
    async claim(holder) {
      const [row] = await ask<{ number: number; fence: number; taken_from: string | null }>(
        `UPDATE recourse.incident i
         SET fence = i.fence + 1, holder = $1, lease_until = clock_timestamp() + $2 * interval '1 ms', wake_at = NULL
         FROM (
           SELECT number, holder FROM recourse.incident
           WHERE closed_at IS NULL AND CASE WHEN holder IS NULL THEN wake_at ELSE lease_until END <= clock_timestamp()
           ORDER BY CASE WHEN holder IS NULL THEN wake_at ELSE lease_until END LIMIT 1 FOR UPDATE SKIP LOCKED
         ) due
         WHERE i.number = due.number RETURNING i.number, i.fence, due.holder AS taken_from`,
        [holder, leaseMs],
      );
      if (row === undefined) return null;
      return { id: idOf(row.number), holder, fence: Fence.parse(row.fence), takenFrom: row.taken_from, home };
    },

    async renew(lease) {
      const rows = await ask(
        `UPDATE recourse.incident SET lease_until = clock_timestamp() + $3 * interval '1 ms'
         WHERE number = $1 AND fence = $2 AND holder IS NOT NULL AND lease_until > clock_timestamp() RETURNING 1`,
        [numberOf(lease.id), lease.fence, leaseMs],
      );
      return rows.length === 1;
    },

    async release(lease: Lease, wakeAt: Instant | null, seen: number) {
      await ask(
        `UPDATE recourse.incident SET holder = NULL, lease_until = NULL,
           wake_at = CASE WHEN head_n > $4::bigint THEN clock_timestamp()
             ELSE LEAST($3::timestamptz, CASE WHEN wake_at > clock_timestamp() THEN wake_at END) END
         WHERE number = $1 AND fence = $2 AND holder IS NOT NULL`,
        [numberOf(lease.id), lease.fence, wakeAt, seen],
      );
    },
  };
}
