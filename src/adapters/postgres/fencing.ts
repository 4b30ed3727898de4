import { setTimeout as wait } from 'node:timers/promises';
import type pg from 'pg';
import { RecourseError } from '../../domain/errors.ts';
import type { Fencing } from '../../ports/databases.ts';
import type { LocalProcesses } from '../../ports/local-processes.ts';
import { type RunTag, runKey } from '../../ports/run-tag.ts';
import type { Target } from './connect.ts';
import { fencedOff, withControl } from './control.ts';

/** A session that was told to end rolls its transaction back first; longer than this and a person should look. */
const goneWithinMs = 60_000;
const lookEveryMs = 20;

/**
 * Raises the fence at the target, then ends what older conductors of the run left: children on this machine first, so
 * that they open no new sessions, then their sessions in any database of the cluster, until a look finds neither.
 */
export function createFencing(given: { readonly target: Target; readonly processes: LocalProcesses }): Fencing {
  return {
    raise: (tag, running) =>
      withControl(given.target, tag, async (control) => {
        await raiseRow(control, tag);
        const processesEnded = await given.processes.endOlder(tag, running);
        const sessionsEnded = await endOlderSessions(control, tag);
        return { sessionsEnded, processesEnded };
      }),
    stillActive: (tag, database) =>
      withControl(given.target, tag, async (control) => {
        const { rows } = await control.query<{ sessions: number }>(
          `SELECT count(*)::int AS sessions FROM pg_stat_activity
            WHERE pid <> pg_backend_pid() AND datname = $2 AND state <> 'idle'
              AND starts_with(application_name, $1)`,
          [`recourse:${runKey(tag)}:`, database],
        );
        return rows[0]?.sessions ?? 0;
      }),
  };
}

async function raiseRow(control: pg.Client, tag: RunTag): Promise<void> {
  const raised = await control.query(
    `INSERT INTO fence (run, fence) VALUES ($1, $2)
     ON CONFLICT (run) DO UPDATE SET fence = EXCLUDED.fence WHERE fence.fence <= EXCLUDED.fence`,
    [runKey(tag), tag.fence],
  );
  if (raised.rowCount === 1) return;
  const { rows } = await control.query<{ fence: string }>('SELECT fence FROM fence WHERE run = $1', [runKey(tag)]);
  throw fencedOff(tag, rows[0]?.fence ?? 'unknown');
}

async function endOlderSessions(control: pg.Client, tag: RunTag): Promise<number> {
  const ended = new Set<number>();
  const deadline = Date.now() + goneWithinMs;
  for (;;) {
    const pids = await tellOlderSessionsToEnd(control, tag);
    if (pids.length === 0) return ended.size;
    for (const pid of pids) ended.add(pid);
    if (Date.now() > deadline) throw stillThere(pids);
    await wait(lookEveryMs);
  }
}

/** Found and told in one statement, so that a process number cannot change hands in between. */
async function tellOlderSessionsToEnd(control: pg.Client, tag: RunTag): Promise<number[]> {
  const { rows } = await control.query<{ pid: number }>(
    `SELECT pid, pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE pid <> pg_backend_pid() AND starts_with(application_name, $1)
        AND substr(application_name, length($1) + 1) ~ '^[0-9]{1,15}$'
        AND CASE WHEN substr(application_name, length($1) + 1) ~ '^[0-9]{1,15}$'
                 THEN substr(application_name, length($1) + 1)::bigint < $2 END`,
    [`recourse:${runKey(tag)}:`, tag.fence],
  );
  return rows.map((row) => row.pid);
}

function stillThere(pids: readonly number[]): RecourseError {
  return new RecourseError(`Sessions of an earlier attempt do not end: ${pids.join(', ')}.`, {
    code: 'timed-out',
    hint: 'Look at them in pg_stat_activity (a long rollback takes its time), then retry the step.',
    facts: { pids: pids.join(', ') },
  });
}
