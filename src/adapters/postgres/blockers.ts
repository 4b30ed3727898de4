import type pg from 'pg';

/** Who stands in the way of a session that waits for a lock, each as a person would look for it. */
export async function listBlockers(observer: pg.Client, waitingPid: number): Promise<string[]> {
  const { rows } = await observer.query<{ say: string }>(
    `WITH blocking AS (SELECT DISTINCT unnest(pg_blocking_pids($1)) AS pid)
     SELECT format('session %s of %s (%s, %s since %s)', a.pid, coalesce(a.usename, a.backend_type),
              coalesce(nullif(a.application_name, ''), 'no application name'), coalesce(a.state, 'state not visible'),
              coalesce(to_char(a.xact_start AT TIME ZONE 'UTC', 'HH24:MI:SS') || ' UTC', 'unknown')) AS say
       FROM blocking b JOIN pg_stat_activity a ON a.pid = b.pid
     UNION ALL
     SELECT format('prepared transaction %L of %s, prepared %s UTC', gid, owner, to_char(prepared AT TIME ZONE 'UTC', 'HH24:MI:SS'))
       FROM pg_prepared_xacts
      WHERE database = current_database() AND EXISTS (SELECT FROM blocking WHERE pid = 0)`,
    [waitingPid],
  );
  return rows.map((row) => row.say);
}
