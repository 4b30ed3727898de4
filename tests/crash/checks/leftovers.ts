import { readdirSync, readFileSync } from 'node:fs';
import { withClient } from '../../../demo/cluster/with-client.ts';
import type { CheckUp, Evidence } from './evidence.ts';

/** Nothing of the run works on: no session at the target, no program on this machine. */
export const checkLeftovers: CheckUp = async (evidence) => [
  ...(await sessionsOf(evidence)).map((session) => `a session works on: ${session}`),
  ...processesOf(evidence).map((pid) => `a program works on: ${pid}`),
];

function sessionsOf({ at, id }: Evidence): Promise<string[]> {
  return withClient(at.world.cluster.url(), async (client) => {
    const { rows } = await client.query<{ line: string }>(
      `SELECT application_name || ' in ' || datname || ': ' || left(query, 80) AS line FROM pg_stat_activity
        WHERE starts_with(application_name, $1)`,
      [`recourse:${id}@`],
    );
    return rows.map(({ line }) => line);
  });
}

function processesOf({ at, id }: Evidence): string[] {
  return readdirSync('/proc').filter((pid) => /^\d+$/.test(pid) && isOfRun(pid, id, at.store.identity));
}

/** Another installation on this machine has an incident of that name, too. */
function isOfRun(pid: string, id: string, store: string): boolean {
  try {
    const environment = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
    const carriesRun = environment.some((pair) => new RegExp(`^RECOURSE_RUN=(recourse:)?${id}:`).test(pair));
    return carriesRun && environment.includes(`RECOURSE_STORE=${store}`);
  } catch {
    return false; // it ended while we looked
  }
}
