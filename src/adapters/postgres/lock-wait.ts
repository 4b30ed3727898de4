import { RecourseError } from '../../domain/errors.ts';
import type { WorkSessions } from './work-session.ts';

/** The error for a table lock that was not given in time, which names the sessions that shut everybody out. */
export async function explainLockWait(
  sessions: WorkSessions,
  lockWaitMs: number,
  cause: unknown,
): Promise<RecourseError> {
  const observer = await sessions.add();
  const { rows } = await observer.query<{ say: string }>(
    `SELECT format('session %s of %s (%s) holds %s', l.pid, coalesce(a.usename, 'unknown'),
              coalesce(nullif(a.application_name, ''), 'no application name'), string_agg(l.relation::regclass::text, ', ')) AS say
       FROM pg_locks l LEFT JOIN pg_stat_activity a ON a.pid = l.pid
      WHERE l.locktype = 'relation' AND l.mode = 'AccessExclusiveLock' AND l.granted
        AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
      GROUP BY l.pid, a.usename, a.application_name`,
  );
  const holders = rows.map(({ say }) => say).join('; ') || 'whoever held the lock has given it back meanwhile';
  return new RecourseError(`Tables stayed locked for ${lockWaitMs / 1000} s: ${holders}.`, {
    code: 'timed-out',
    hint: 'A migration goes first: a backup waits no longer, so as not to hold it up. Take the backup when it has finished.',
    facts: { lockWaitMs },
    cause,
  });
}
