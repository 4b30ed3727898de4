import { setTimeout as wait } from 'node:timers/promises';
import type pg from 'pg';
import { RecourseError } from '../../domain/errors.ts';
import { quoteName } from './identifiers.ts';

const lookEveryMs = 10;

/** A session that stands in the way of a rename, as a person would look for it. */
interface Session {
  readonly pid: number;
  readonly mayEnd: boolean;
  /** Of this very run and fence: it holds the locks of the freeze. */
  readonly ours?: boolean;
  readonly say: string;
}

/** Lets nobody in, superusers included. Takes effect when the surrounding transaction commits. */
export async function allowConnections(control: pg.Client, oid: number, allowed: boolean): Promise<void> {
  const name = await nameOf(control, oid);
  if (name !== null) await control.query(`ALTER DATABASE ${quoteName(name)} ALLOW_CONNECTIONS ${allowed}`);
}

export async function nameOf(control: pg.Client, oid: number): Promise<string | null> {
  const { rows } = await control.query<{ name: string }>('SELECT datname AS name FROM pg_database WHERE oid = $1', [
    oid,
  ]);
  return rows[0]?.name ?? null;
}

/**
 * Ends every session of the databases until a look finds none; returns how many were ended. Our own go last, after a
 * second look: their locks keep everybody else from writing until nobody else is there.
 *
 * @throws RecourseError `swap-blocked` with the sessions that are still there at `deadline` (milliseconds since 1970)
 */
export async function drain(
  control: pg.Client,
  oids: readonly number[],
  deadline: number,
  signal: AbortSignal,
): Promise<number> {
  const ended = new Set<number>();
  for (let alone = false; ; ) {
    const sessions = await listSessions(control, oids);
    if (sessions.length === 0) return ended.size;
    signal.throwIfAborted();
    if (Date.now() > deadline) throw stillThere(sessions);
    const others = sessions.filter((session) => session.ours !== true);
    const turn = others.length === 0 && alone ? sessions : others;
    alone = others.length === 0;
    const pids = turn.filter((session) => session.mayEnd).map((session) => session.pid);
    for (const pid of pids) ended.add(pid);
    await control.query('SELECT pg_terminate_backend(pid) FROM unnest($1::int[]) AS pid', [pids]);
    await wait(lookEveryMs);
  }
}

/**
 * Who a session is, and its kind, is hidden from a role without pg_read_all_stats, but its user is not: what has none is
 * autovacuum, which the rename ends itself, or a worker that nobody may end and that makes the rename say "in use".
 */
export async function listSessions(control: pg.Client, oids: readonly number[]): Promise<Session[]> {
  const { rows } = await control.query<Session>(
    `SELECT a.pid, (me.rolsuper OR NOT r.rolsuper)
              AND (pg_has_role('pg_signal_backend', 'USAGE') OR pg_has_role(a.usesysid, 'USAGE')) AS "mayEnd",
            a.application_name = current_setting('application_name') AS ours,
            format('%s %s of %s (%s) in %s', coalesce(a.backend_type, 'session'), a.pid, r.rolname,
                   coalesce(nullif(a.application_name, ''), 'no application name'), a.datname) AS say
       FROM pg_stat_activity a JOIN pg_roles r ON r.oid = a.usesysid JOIN pg_roles me ON me.rolname = current_user
      WHERE a.datid = ANY($1::oid[]) ORDER BY a.pid`,
    [oids],
  );
  return rows;
}

export function stillThere(sessions: readonly Session[]): RecourseError {
  const said = sessions.map((session) => session.say).join('; ');
  return new RecourseError(`Sessions do not leave the databases: ${said}.`, {
    code: 'swap-blocked',
    hint: 'End them as a superuser (SELECT pg_terminate_backend(pid);), then retry the step. The gate was opened again.',
    facts: { sessions: said },
  });
}
