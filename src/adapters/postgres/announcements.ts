import { randomInt } from 'node:crypto';
import type pg from 'pg';
import type { Announcements, ScriptStanding } from '../../ports/one-time-scripts.ts';
import { type Effort, runKey } from '../../ports/run-tag.ts';
import type { Target } from './connect.ts';
import { holdFence, putMarker, readMarker, withControl } from './control.ts';
import { inTransaction } from './transaction.ts';
import { endOfTransaction, type TransactionEnd } from './transaction-end.ts';
import { withWorkSession } from './work-session.ts';

/** Our advisory locks: `key` closes the door of one script, `key + 1` says that its transaction is announced. */
const lockClass = 7231004;
const lookEveryMs = 20;

const standings: Readonly<Record<TransactionEnd, ScriptStanding>> = {
  committed: 'applied',
  aborted: 'not-applied',
  'under-way': 'under-way',
  'cannot-tell': 'cannot-tell',
};

/**
 * A script's transaction waits at a door in its own database until its number stands in the control database. The server
 * says afterwards how it ended, so the service's own tables carry no mark, and the change cannot happen without its mark.
 *
 * @param given.lockWaitMs a lock is waited for no longer than this: what queues behind us would wait as well
 */
export function createAnnouncements(given: { readonly target: Target; readonly lockWaitMs: number }): Announcements {
  const { target } = given;
  return {
    standing: (id, effort) =>
      withControl(target, effort.tag, async (control) => {
        const marker = await readMarker(control, markerOf(id), runKey(effort.tag));
        return marker === null ? 'not-begun' : standings[await endOfTransaction(control, xidOf(marker.facts))];
      }),
    around: ({ id, database }, effort, run) =>
      withControl(target, effort.tag, (control) =>
        withWorkSession({ target, database, doing: 'Announcing a script' }, effort, async (keeper) => {
          const key = 2 * randomInt(1_000_000_000);
          await keeper.query('SELECT pg_advisory_lock($1, $2)', [lockClass, key]);
          const running = run(door(key, given.lockWaitMs));
          running.catch(() => undefined); // where announcing fails first, that is what is told
          await Promise.race([running, open({ keeper, control, key, id }, effort)]);
          return running;
        }),
      ),
  };
}

interface Doorkeeper {
  readonly keeper: pg.Client;
  readonly control: pg.Client;
  readonly key: number;
  readonly id: string;
}

/** Waits for the transaction to stand at the door, writes its number down, and lets it in. */
async function open({ keeper, control, key, id }: Doorkeeper, effort: Effort): Promise<void> {
  const xid = await numberAtDoor(keeper, key, effort);
  // Under the fence: a conductor that was fenced off must not write its number over its successor's.
  await inTransaction(control, async () => {
    await holdFence(control, effort.tag);
    await putMarker(control, { run: runKey(effort.tag), what: markerOf(id), facts: { xid } });
  });
  effort.progress('announced, not yet carried out');
  await keeper.query('SELECT pg_advisory_lock($1, $2)', [lockClass, key + 1]);
  await keeper.query('SELECT pg_advisory_unlock($1, $2)', [lockClass, key]);
}

/** Numbers in pg_locks are cut to 32 bits; the whole one is that of this form which is nearest to those given out now. */
const atDoor = `
  WITH next AS (SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint AS number),
  waiting AS (
    SELECT n.number - n.number % 4294967296 + x.transactionid::text::bigint AS xid, n.number AS next
      FROM pg_locks d JOIN pg_locks x ON x.pid = d.pid AND x.locktype = 'transactionid' AND x.granted CROSS JOIN next n
     WHERE d.locktype = 'advisory' AND d.classid = $1 AND d.objid = $2 AND d.objsubid = 2 AND NOT d.granted
       AND d.database = (SELECT oid FROM pg_database WHERE datname = current_database()))
  SELECT (CASE WHEN xid - next > 2147483648 THEN xid - 4294967296 WHEN next - xid > 2147483648 THEN xid + 4294967296 ELSE xid END)::text
      AS xid FROM waiting`;

async function numberAtDoor(keeper: pg.Client, key: number, { signal }: Effort): Promise<string> {
  for (;;) {
    signal.throwIfAborted();
    const { rows } = await keeper.query<{ xid: string }>(atDoor, [lockClass, key]);
    if (rows[0] !== undefined) return rows[0].xid;
    await keeper.query('SELECT pg_sleep($1)', [lookEveryMs / 1000]);
  }
}

/** Whoever comes through without an announcement has lost its conductor, and must not commit. */
function door(key: number, lockWaitMs: number): string {
  return `SELECT pg_catalog.pg_current_xact_id();
SELECT pg_catalog.pg_advisory_xact_lock(${lockClass}, ${key});
DO $door$ BEGIN
  IF NOT EXISTS (SELECT FROM pg_catalog.pg_locks l
      WHERE l.locktype OPERATOR(pg_catalog.=) 'advisory' AND l.granted AND l.objsubid OPERATOR(pg_catalog.=) 2
        AND l.classid OPERATOR(pg_catalog.=) ${lockClass}::pg_catalog.oid AND l.objid OPERATOR(pg_catalog.=) ${key + 1}::pg_catalog.oid
        AND l.database OPERATOR(pg_catalog.=) (SELECT d.oid FROM pg_catalog.pg_database d WHERE d.datname OPERATOR(pg_catalog.=) pg_catalog.current_database()))
  THEN RAISE EXCEPTION 'nobody is left to announce this transaction'; END IF;
END $door$;
SET LOCAL lock_timeout = ${Math.trunc(lockWaitMs)};
`;
}

function markerOf(id: string): string {
  return `script ${id}`;
}

function xidOf(facts: unknown): string {
  const xid = typeof facts === 'object' && facts !== null && 'xid' in facts ? facts.xid : null;
  if (typeof xid === 'string') return xid;
  throw new Error('a marker of a script carries the number of its transaction');
}
