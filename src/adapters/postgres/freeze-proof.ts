import { setTimeout as wait } from 'node:timers/promises';
import type pg from 'pg';
import type { Finding } from '../../domain/finding.ts';
import type { Effort } from '../../ports/run-tag.ts';
import { type Target, withClient } from './connect.ts';
import type { FreezeMethodPort } from './freeze-method.ts';
import { quoteName, quoteQualified } from './identifiers.ts';
import { codeOf } from './sqlstate.ts';
import { inTransaction } from './transaction.ts';

/** A session reports its counters up to ten seconds late (PGSTAT_IDLE_INTERVAL), so old writes may still show up. */
const countersMayLagMs = 12_000;
const lookEveryMs = 100;
/** A busy session reports its counters at most once a second (PGSTAT_MIN_INTERVAL): a shorter watch would see nothing. */
const countersReportMs = 1_200;
/** A canary that is not let in within this time was kept out. */
const canaryWaitMs = 500;
const lockNotAvailable = '55P03';
const readOnlyTransaction = '25006';

export interface Proof {
  readonly target: Target;
  readonly proveForMs: number;
  readonly barriers: readonly FreezeMethodPort['barrier'][];
}

/** A freeze counts when a write of ours was kept out and nobody's counters moved for long enough (G3). */
export function proveFreeze(proof: Proof, effort: Effort): Promise<Finding[]> {
  // Locked tables are proved by the canary already; without them the counters are all there is.
  const watchMs = proof.barriers.includes('tables') ? proof.proveForMs : Math.max(proof.proveForMs, countersReportMs);
  return withClient(proof.target, effort.tag, undefined, async (client) => [
    judgeCanary(await tryCanary(client), proof.barriers),
    await watchStillness(client, watchMs, effort),
  ]);
}

type Canary =
  | { readonly kind: 'kept-out'; readonly table: string; readonly sqlstate: string }
  | { readonly kind: 'let-in'; readonly table: string }
  | { readonly kind: 'no-table' };

/** A real UPDATE of a real table that touches no row and is rolled back: it takes the lock that every write takes. */
async function tryCanary(client: pg.Client): Promise<Canary> {
  const found = await findCanaryTable(client);
  if (found === null) return { kind: 'no-table' };
  const column = quoteName(found.column);
  try {
    await inTransaction(client, async () => {
      await client.query(`SET LOCAL lock_timeout = ${canaryWaitMs}`);
      await client.query(`UPDATE ${quoteQualified(found.schema, found.name)} SET ${column} = ${column} WHERE false`);
      throw letIn;
    });
  } catch (error) {
    const table = `${found.schema}.${found.name}`;
    if (error === letIn) return { kind: 'let-in', table };
    const sqlstate = codeOf(error);
    if (sqlstate === lockNotAvailable || sqlstate === readOnlyTransaction) return { kind: 'kept-out', table, sqlstate };
    throw error;
  }
  return { kind: 'no-table' };
}

/** Thrown to roll back: the canary must leave nothing even where it was let in. */
const letIn = new Error('the canary write was let in');

async function findCanaryTable(client: pg.Client): Promise<{ schema: string; name: string; column: string } | null> {
  const { rows } = await client.query<{ schema: string; name: string; column: string }>(
    `SELECT s.schemaname AS schema, s.relname AS name, a.attname AS "column"
       FROM pg_stat_user_tables s JOIN pg_attribute a ON a.attrelid = s.relid
      WHERE a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '' AND a.attidentity <> 'a'
        AND s.schemaname !~ '^pg_' AND has_table_privilege(s.relid, 'UPDATE') AND has_schema_privilege(s.schemaname, 'USAGE')
      ORDER BY s.n_live_tup DESC, s.relid, a.attnum LIMIT 1`,
  );
  return rows[0] ?? null;
}

function judgeCanary(canary: Canary, barriers: readonly FreezeMethodPort['barrier'][]): Finding {
  const check = 'canary-write';
  if (canary.kind === 'no-table') {
    return { check, result: 'skipped', say: 'There is no table that our role may write, so no write could be tried.' };
  }
  if (canary.kind === 'kept-out') {
    return { check, result: 'passed', say: `A write to ${canary.table} was kept out (${canary.sqlstate}).` };
  }
  const say = `A write to ${canary.table} by our own role was let in`;
  if (barriers.includes('tables')) return { check, result: 'failed', say: `${say}, although the tables are locked.` };
  if (barriers.includes('door')) return { check, result: 'passed', say: `${say}: ours is the only door left open.` };
  return {
    check,
    result: 'warned',
    say: `${say}: nothing in the database stops a writer, only the service does.`,
    hint: 'Add lock-tables as the last of freeze.methods to have writes stopped by PostgreSQL itself.',
  };
}

interface Counters {
  readonly tables: ReadonlyMap<string, bigint>;
  /** Sessions that hold the lock of a writer right now. */
  readonly writing: number;
  readonly wal: string;
}

/** Watches until nothing was written for long enough, or gives up and says whose writes they are. */
async function watchStillness(client: pg.Client, watchMs: number, effort: Effort): Promise<Finding> {
  const giveUpAt = Date.now() + watchMs + countersMayLagMs;
  const atFirst = await readCounters(client);
  const moved = new Set<string>();
  let [last, stillSince] = [atFirst, Date.now()];
  while (Date.now() - stillSince < watchMs) {
    effort.signal.throwIfAborted();
    await wait(Math.min(lookEveryMs, watchMs));
    const now = await readCounters(client);
    const changed = listChanged(last, now);
    for (const what of changed) moved.add(what);
    if (changed.length > 0) stillSince = Date.now();
    if (stillSince > giveUpAt) return await stillWritten(client, [...moved].join(', '));
    last = now;
  }
  const wal = atFirst.wal === last.wal ? 'the log did not grow' : 'the log grew, by other databases or upkeep';
  const late = moved.size === 0 ? '' : ` (${[...moved].join(', ')} reported late)`;
  const say = `No row of ${last.tables.size} tables was written for ${watchMs} ms${late}; ${wal}.`;
  return { check: 'stillness', result: 'passed', say };
}

/** The lock of whoever writes to a table of the team's; `l` is a pg_locks. */
const isWriterLock = `l.locktype = 'relation' AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
  AND l.granted AND l.mode = 'RowExclusiveLock' AND l.relation >= 16384 AND l.pid <> pg_backend_pid()`;

async function readCounters(client: pg.Client): Promise<Counters> {
  const { rows } = await client.query<{ table: string | null; written: string | null; wal: string; writing: number }>(
    `SELECT format('%I.%I', s.schemaname, s.relname) AS "table", (s.n_tup_ins + s.n_tup_upd + s.n_tup_del) AS written, w.*
       FROM (SELECT pg_current_wal_insert_lsn()::text AS wal,
                    (SELECT count(DISTINCT l.pid)::int FROM pg_locks l WHERE ${isWriterLock}) AS writing) w
            LEFT JOIN pg_stat_user_tables s ON true`,
  );
  const tables = rows.flatMap(({ table, written }): [string, bigint][] =>
    table === null ? [] : [[table, BigInt(written ?? 0)]],
  );
  return { tables: new Map(tables), writing: rows[0]?.writing ?? 0, wal: rows[0]?.wal ?? '' };
}

function listChanged(before: Counters, after: Counters): string[] {
  const moved = [...after.tables].flatMap(([table, written]) => (before.tables.get(table) === written ? [] : [table]));
  return moved.length === 0 && after.writing > 0 ? ['sessions in the middle of a write'] : moved;
}

async function stillWritten(client: pg.Client, moved: string): Promise<Finding> {
  const { rows } = await client.query<{ say: string }>(
    `SELECT DISTINCT format('session %s of %s (%s)', a.pid, a.usename, coalesce(nullif(a.application_name, ''), 'no application name')) AS say
       FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid
      WHERE ${isWriterLock} LIMIT 10`,
  );
  const who =
    rows.length === 0 ? 'short transactions, gone by the time we looked' : rows.map((row) => row.say).join('; ');
  return {
    check: 'stillness',
    result: 'failed',
    say: `Still written: ${moved}. Writers: ${who}.`,
    hint: 'Stop these writers, or add lock-tables or connection-gate to freeze.methods.',
  };
}
