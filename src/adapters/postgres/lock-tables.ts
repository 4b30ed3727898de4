import { setTimeout as wait } from 'node:timers/promises';
import type pg from 'pg';
import { RecourseError } from '../../domain/errors.ts';
import type { Finding } from '../../domain/finding.ts';
import type { Effort, RunTag } from '../../ports/run-tag.ts';
import { listBlockers } from './blockers.ts';
import { connect, type Target, withClient } from './connect.ts';
import { refuseWhenFencedOff, withControl } from './control.ts';
import type { FreezeMethodPort } from './freeze-method.ts';
import { quoteQualified } from './identifiers.ts';
import { codeOf } from './sqlstate.ts';
import { listUserTables, type UserTable } from './user-tables.ts';

/** Between attempts everything is let go, so that whoever blocked us, and whom we blocked, can finish. */
const attempts = 3;
const pauseBetweenMs = 250;
const lookEveryMs = 100;

interface Held {
  readonly client: pg.Client;
  readonly tag: RunTag;
}

/**
 * Freezes writes with an EXCLUSIVE lock on every user table, held by one session in one transaction: reads go on,
 * writes wait. It ends with that session, whoever ends it; `isHeld` looks instead of remembering.
 */
export function createTableLocks(given: { readonly target: Target; readonly lockTimeoutMs: number }): FreezeMethodPort {
  let held: Held | null = null;
  const isHeld = async (tag: RunTag) =>
    held !== null && sameTag(held.tag, tag) && (await standsOnAllTables(held.client));
  return {
    name: 'lock-tables',
    barrier: 'tables',
    local: true,
    isHeld,
    async freeze(effort) {
      if (!(await isHeld(effort.tag))) {
        await letGo(held);
        held = await take(given, effort);
      }
      return describe(held as Held);
    },
    async resume() {
      await letGo(held);
      held = null;
      return [{ check: 'lock-tables', result: 'passed', say: 'No table is locked by us.' }];
    },
  };
}

async function take(given: { target: Target; lockTimeoutMs: number }, effort: Effort): Promise<Held> {
  const client = await connect(given.target, effort.tag);
  try {
    // Connected first, fence read second: a session that a newer conductor did not see has not yet done anything.
    await withControl(given.target, effort.tag, (control) => refuseWhenFencedOff(control, effort.tag));
    await outliveTimeouts(client);
    await withClient(given.target, effort.tag, undefined, (observer) =>
      lockPatiently(client, observer, given.lockTimeoutMs, effort),
    );
    return { client, tag: effort.tag };
  } catch (error) {
    await client.end().catch(() => undefined);
    throw error;
  }
}

/** Roles and databases carry timeouts that would end a session which only waits. */
async function outliveTimeouts(client: pg.Client): Promise<void> {
  await client.query(
    `SELECT set_config(name, '0', false) FROM pg_settings WHERE name IN
       ('idle_in_transaction_session_timeout', 'idle_session_timeout', 'statement_timeout', 'transaction_timeout')`,
  );
}

async function lockPatiently(client: pg.Client, observer: pg.Client, timeoutMs: number, effort: Effort): Promise<void> {
  let blockers: readonly string[] = [];
  for (let attempt = 1; attempt <= attempts; attempt += 1) {
    effort.signal.throwIfAborted();
    const seen = await lockOnce(client, observer, timeoutMs);
    if (seen === null) return;
    blockers = seen;
    effort.progress(`waiting for ${seen.join('; ') || 'locks'} (attempt ${attempt} of ${attempts})`);
    await wait(pauseBetweenMs);
  }
  throw new RecourseError(`Writes could not be frozen: ${blockers.join('; ') || 'locks were not given in time'}.`, {
    code: 'freeze-not-proved',
    hint: 'End or commit what is named here (SELECT pg_terminate_backend(pid); ROLLBACK PREPARED …), then retry the step.',
    facts: { blockers: blockers.join('; '), lockTimeoutMs: timeoutMs, attempts },
  });
}

/** Null when all locks were taken; otherwise who was in the way when the time ran out. */
async function lockOnce(client: pg.Client, observer: pg.Client, timeoutMs: number): Promise<string[] | null> {
  const pid = await backendPid(client);
  const seen = new Set<string>();
  let waiting = true;
  const locking = lockAllTables(client, timeoutMs).finally(() => {
    waiting = false;
  });
  const watching = (async () => {
    while (waiting) {
      for (const say of await listBlockers(observer, pid)) seen.add(say);
      if (waiting) await wait(lookEveryMs);
    }
  })();
  const [locked] = await Promise.allSettled([locking, watching]);
  if (locked.status === 'fulfilled') return null;
  await client.query('ROLLBACK');
  if (['55P03', '40P01', '42P01'].includes(codeOf(locked.reason))) return [...seen];
  throw explain(locked.reason);
}

/** Tables made while we waited are locked too: looked for until a look finds none. */
async function lockAllTables(client: pg.Client, timeoutMs: number): Promise<void> {
  await client.query('BEGIN');
  await client.query(`SET LOCAL lock_timeout = ${Math.trunc(timeoutMs)}`);
  for (let open = await listUnlocked(client); open.length > 0; open = await listUnlocked(client)) {
    // Without ONLY: a partitioned table takes its partitions with it. One that is dropped meanwhile (42P01) costs an attempt.
    await client.query(`LOCK TABLE ${open.map(nameOf).join(', ')} IN EXCLUSIVE MODE`);
  }
}

/** Extensions' tables that our role may not write are left out: nobody like us can lock them. */
async function listUnlocked(client: pg.Client): Promise<UserTable[]> {
  const { rows } = await client.query<{ relation: number }>(
    `SELECT relation::int8::int AS relation FROM pg_locks WHERE pid = pg_backend_pid() AND locktype = 'relation' AND granted
        AND mode IN ('ExclusiveLock', 'AccessExclusiveLock')`,
  );
  const locked = new Set(rows.map((row) => row.relation));
  const open = (await listUserTables(client)).filter((table) => !locked.has(table.oid));
  const extensions = open.filter((table) => table.ofExtension).map((table) => table.oid);
  const { rows: refused } = await client.query<{ oid: number }>(
    `SELECT oid::int8::int AS oid FROM pg_class WHERE oid = ANY($1::int[]::oid[]) AND NOT has_table_privilege(oid, 'UPDATE, DELETE, TRUNCATE')`,
    [extensions],
  );
  const notOurs = new Set(refused.map((row) => row.oid));
  return open.filter((table) => !notOurs.has(table.oid));
}

async function standsOnAllTables(client: pg.Client): Promise<boolean> {
  try {
    // Not a tautology: a table made after the freeze is open to writers until it is locked here as well.
    await client.query('SAVEPOINT look');
    const open = await listUnlocked(client);
    if (open.length > 0) await client.query(`LOCK TABLE ${open.map(nameOf).join(', ')} IN EXCLUSIVE MODE`);
    await client.query('RELEASE look');
    return true;
  } catch {
    await client.query('ROLLBACK TO look').catch(() => undefined);
    return false;
  }
}

async function describe(held: Held): Promise<Finding[]> {
  const { rows } = await held.client.query<{ tables: number; lobs: number; pid: number }>(
    `SELECT pg_backend_pid() AS pid, (SELECT count(*)::int FROM pg_largeobject_metadata) AS lobs,
            (SELECT count(DISTINCT relation)::int FROM pg_locks WHERE pid = pg_backend_pid() AND mode = 'ExclusiveLock' AND granted
               AND locktype = 'relation') AS tables`,
  );
  const row = rows[0] ?? { tables: 0, lobs: 0, pid: 0 };
  const locked: Finding = {
    check: 'lock-tables',
    result: 'passed',
    say: `${row.tables} tables are locked against writes by session ${row.pid}.`,
  };
  if (row.lobs === 0) return [locked];
  const open: Finding = {
    check: 'large-objects',
    result: 'warned',
    say: `${row.lobs} large objects can still be written: table locks do not cover them.`,
    hint: 'Where the service writes large objects, put connection-gate before lock-tables in freeze.methods.',
  };
  return [locked, open];
}

async function letGo(held: Held | null): Promise<void> {
  await held?.client.query('ROLLBACK').catch(() => undefined);
  await held?.client.end().catch(() => undefined);
}

async function backendPid(client: pg.Client): Promise<number> {
  const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
  return rows[0]?.pid ?? 0;
}

function explain(error: unknown): unknown {
  if (codeOf(error) !== '42501' || !(error instanceof Error)) return error;
  return new RecourseError(`Our role may not lock every table: ${error.message}.`, {
    code: 'rights-missing',
    hint: 'Give our role the table’s owner (GRANT <owner> TO <our role>;) or the right to write it (GRANT UPDATE ON <table> TO <our role>;).',
    cause: error,
  });
}

function nameOf(table: UserTable): string {
  return quoteQualified(table.schema, table.name);
}

function sameTag(left: RunTag, right: RunTag): boolean {
  return left.run === right.run && left.fence === right.fence;
}
