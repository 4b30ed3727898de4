import { readdirSync, readFileSync } from 'node:fs';
import { withClient } from '../../../demo/cluster/with-client.ts';
import type { CheckUp, Evidence } from './evidence.ts';

/** Nothing of the run works on: no session at the target, no program on this machine. */
export const checkLeftovers: CheckUp = async (evidence) => [
  ...(await sessionsOf(evidence)).map((session) => `a session works on: ${session}`),
  ...processesOf(evidence.id).map((pid) => `a program works on: ${pid}`),
];

function sessionsOf({ at, id }: Evidence): Promise<string[]> {
  return withClient(at.world.cluster.url(), async (client) => {
    const { rows } = await client.query<{ line: string }>(
      `SELECT application_name || ' in ' || datname || ': ' || left(query, 80) AS line FROM pg_stat_activity
        WHERE starts_with(application_name, $1)`,
      [`recourse:${id}:`],
    );
    return rows.map(({ line }) => line);
  });
}

function processesOf(id: string): string[] {
  return readdirSync('/proc').filter((pid) => /^\d+$/.test(pid) && carries(pid, id));
}

function carries(pid: string, id: string): boolean {
  try {
    return new RegExp(`RECOURSE_RUN=(recourse:)?${id}:`).test(readFileSync(`/proc/${pid}/environ`, 'utf8'));
  } catch {
    return false; // it ended while we looked
  }
}
