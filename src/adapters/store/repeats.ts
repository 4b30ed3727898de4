import type { Repeats } from '../../ports/entry-store.ts';
import type { Ask } from './ask.ts';

/**
 * Keys of requests, for a day: Slack repeats within minutes. Each new key sweeps a few that are older; by `now()`, which
 * the index can answer, as `clock_timestamp()` would be asked of every row.
 */
export function repeats(ask: Ask): Repeats {
  return {
    async first(key) {
      const rows = await ask(
        `WITH swept AS (
           DELETE FROM recourse.request WHERE key IN (
             SELECT key FROM recourse.request WHERE taken_at < now() - interval '1 day' AND key <> $1
             ORDER BY taken_at LIMIT 20 FOR UPDATE SKIP LOCKED)
         )
         INSERT INTO recourse.request AS r (key, taken_at) VALUES ($1, now())
         ON CONFLICT (key) DO UPDATE SET taken_at = excluded.taken_at
           WHERE r.taken_at < now() - interval '1 day'
         RETURNING 1`,
        [key],
      );
      return rows.length === 1;
    },
  };
}
