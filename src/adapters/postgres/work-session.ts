import type pg from 'pg';
import type { Effort } from '../../ports/run-tag.ts';
import { connect, type Target } from './connect.ts';
import { sqlError } from './sql-errors.ts';

/**
 * Pinned so that a value has one text, whatever the database, the role or the server prefer: two databases with equal
 * rows then have equal fingerprints. The empty search path makes PostgreSQL write every name in full, and `row_security`
 * off makes a policy that would hide rows an error instead of a wrong count.
 */
const pinned: Readonly<Record<string, string>> = {
  bytea_output: 'hex',
  client_min_messages: 'warning',
  DateStyle: 'ISO, YMD',
  extra_float_digits: '1',
  idle_in_transaction_session_timeout: '0',
  idle_session_timeout: '0',
  IntervalStyle: 'postgres',
  jit: 'off',
  lc_monetary: 'C',
  lock_timeout: '0',
  max_parallel_workers_per_gather: '0', // the jobs are ours: the policy says how many
  quote_all_identifiers: 'off',
  row_security: 'off',
  search_path: '',
  statement_timeout: '0',
  synchronize_seqscans: 'off',
  TimeZone: 'UTC',
  transaction_timeout: '0',
  xmlbinary: 'base64',
  xmloption: 'content',
};

/** Sets what this server's version knows of `pinned`. */
async function pinSettings(client: pg.Client): Promise<void> {
  await client.query(
    `SELECT set_config(s.name, w.value, false)
       FROM unnest($1::text[], $2::text[]) AS w (name, value) JOIN pg_settings s ON lower(s.name) = lower(w.name)`,
    [Object.keys(pinned), Object.values(pinned)],
  );
}

/** Sessions with pinned settings that end when the effort is called off, on the server too. */
export interface WorkSessions {
  add(): Promise<pg.Client>;
  close(): Promise<void>;
}

/** Opens sessions on one database. Statements of a called-off effort fail with the signal's reason. */
export function openWorkSessions(target: Target, effort: Effort, database?: string): WorkSessions {
  const clients: pg.Client[] = [];
  const endOnServer = async () => {
    const pids = clients.map((client) => backendPid(client));
    if (pids.length === 0) return;
    // Hanging up alone would let a running statement go on for as long as it likes.
    const other = await connect(target, effort.tag, database);
    await other.query('SELECT pg_terminate_backend(pid) FROM unnest($1::int[]) AS pid', [pids]);
    await other.end();
  };
  const calledOff = () => {
    endOnServer().catch(() => undefined); // a server that is gone has ended them itself
  };
  effort.signal.addEventListener('abort', calledOff, { once: true });
  return {
    add: async () => {
      effort.signal.throwIfAborted();
      const client = await connect(target, effort.tag, database);
      clients.push(client);
      await pinSettings(client);
      return client;
    },
    close: async () => {
      effort.signal.removeEventListener('abort', calledOff);
      await Promise.all(clients.map((client) => client.end().catch(() => undefined)));
    },
  };
}

/** Opens one such session, works, and always hangs up; what goes wrong is said in terms of `doing`. */
export async function withWorkSession<Result>(
  given: { readonly target: Target; readonly database?: string; readonly doing: string },
  effort: Effort,
  work: (client: pg.Client) => Promise<Result>,
): Promise<Result> {
  const sessions = openWorkSessions(given.target, effort, given.database);
  try {
    return await work(await sessions.add());
  } catch (error) {
    effort.signal.throwIfAborted();
    throw sqlError(given.doing, error);
  } finally {
    await sessions.close();
  }
}

/** The driver keeps the server's process id of a session, but its types do not say so. */
function backendPid(client: pg.Client): number {
  return 'processID' in client && typeof client.processID === 'number' ? client.processID : 0;
}
