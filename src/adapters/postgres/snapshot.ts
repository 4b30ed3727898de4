import type pg from 'pg';
import { RecourseError } from '../../domain/errors.ts';
import { toInstant } from '../../domain/ids.ts';
import type { Effort } from '../../ports/run-tag.ts';
import type { HeldSnapshot, SnapshotFacts, Snapshots } from '../../ports/snapshots.ts';
import { describeCatalogue } from './catalogue.ts';
import type { Target } from './connect.ts';
import {
  countLargeObjects,
  readDatabase,
  readExtensions,
  readRoles,
  readSequences,
  readSettings,
  readSystemIdentifier,
} from './database-facts.ts';
import { fingerprintTables, listRowTables, nameRowTables, type RowTable, type TableName } from './fingerprint.ts';
import { quoteLiteral, quoteQualified } from './identifiers.ts';
import { fingerprintLargeObjects } from './large-objects.ts';
import { type Migrations, readLedger } from './ledger.ts';
import { explainLockWait } from './lock-wait.ts';
import { sqlError } from './sql-errors.ts';
import { codeOf } from './sqlstate.ts';
import { openWorkSessions, type WorkSessions } from './work-session.ts';

export interface SnapshotWishes {
  readonly target: Target;
  readonly migrations?: Migrations | undefined;
  /** Sessions that read at the same time. */
  readonly jobs: number;
  /** A backup waits so long for a table's lock, and no longer: a migration goes first. */
  readonly lockWaitMs: number;
}

/** Tables made between listing and locking make us list again, so many times. */
const lockAttempts = 5;
const holdStill = 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY';

/** Holds databases of one server still for reading, on an exported snapshot (B5, B7). */
export function createSnapshots(wishes: SnapshotWishes): Snapshots {
  return {
    open: async (effort, database) => {
      const sessions = openWorkSessions(wishes.target, effort, database);
      try {
        return await hold(wishes, sessions);
      } catch (error) {
        await sessions.close();
        effort.signal.throwIfAborted();
        throw sqlError('Taking a snapshot', error);
      }
    },
  };
}

async function hold(wishes: SnapshotWishes, sessions: WorkSessions): Promise<HeldSnapshot> {
  const leader = await sessions.add();
  const { tables, mark, facts } = await look(leader, wishes).catch(async (error: unknown) => {
    if (codeOf(error) !== '55P03') throw error;
    throw await explainLockWait(sessions, wishes.lockWaitMs, error);
  });
  const readers = [leader];
  const reading = async <Result>(work: Effort, read: (all: readonly pg.Client[]) => Promise<Result>) => {
    try {
      const wanted = Math.min(wishes.jobs, Math.max(1, tables.length * 8)) - readers.length;
      const others = Array.from({ length: Math.max(0, wanted) }, () => joinSnapshot(sessions, mark.exported));
      readers.push(...(await Promise.all(others)));
      return await read(readers);
    } catch (error) {
      work.signal.throwIfAborted();
      throw sqlError('Reading all rows', error);
    }
  };
  return {
    exported: mark.exported,
    facts,
    tables: tables.length,
    fingerprint: (work) =>
      reading(work, (all) =>
        fingerprintTables(tables, all, (table, share) =>
          work.progress(`Reading ${table} (${Math.floor(share * 100)} %)`),
        ),
      ),
    readLargeObjects: async (work) => {
      if (facts.largeObjects === 0) return null;
      work.progress(`Reading ${facts.largeObjects} large objects`);
      return reading(work, fingerprintLargeObjects);
    },
    close: () => sessions.close(),
  };
}

async function look(leader: pg.Client, { lockWaitMs, migrations }: SnapshotWishes) {
  const { tables, mark } = await lockAndExport(leader, lockWaitMs);
  return { tables, mark, facts: await readFacts(leader, mark, migrations) };
}

interface Mark {
  readonly exported: string;
  readonly snapshot: string;
  readonly lsn: string;
  readonly at: Date;
}

/**
 * Locks first and looks afterwards: a table that is rewritten between a snapshot and its lock would be seen empty. LOCK
 * takes no snapshot, so the one that is exported is taken when all tables stand still.
 */
async function lockAndExport(
  leader: pg.Client,
  lockWaitMs: number,
): Promise<{ tables: readonly RowTable[]; mark: Mark }> {
  for (let attempt = 1; attempt <= lockAttempts; attempt += 1) {
    const wanted = await nameRowTables(leader);
    await leader.query(holdStill);
    try {
      await lockTables(leader, wanted, lockWaitMs);
      const mark = await exportSnapshot(leader);
      const tables = await listRowTables(leader);
      const locked = new Set(wanted.map(({ table }) => table));
      if (tables.every(({ table }) => locked.has(table))) return { tables, mark };
    } catch (error) {
      // A table that was dropped meanwhile: list again.
      if (codeOf(error) !== '42P01') throw error;
    }
    await leader.query('ROLLBACK');
  }
  throw new RecourseError('Tables were made or dropped faster than they could be locked.', {
    code: 'timed-out',
    hint: 'A migration is running. Take the backup before it or after it.',
  });
}

async function lockTables(leader: pg.Client, tables: readonly TableName[], lockWaitMs: number): Promise<void> {
  // For the whole transaction: what it reads later (sequences, views) may be locked as well.
  await leader.query(`SET LOCAL lock_timeout = ${Math.trunc(lockWaitMs)}`);
  if (tables.length === 0) return;
  const names = tables.map(({ schema, name }) => quoteQualified(schema, name)).join(', ONLY ');
  await leader.query(`LOCK TABLE ONLY ${names} IN ACCESS SHARE MODE`);
}

/** The statement's own start is the instant: whatever was committed before it is in the snapshot. */
async function exportSnapshot(leader: pg.Client): Promise<Mark> {
  const { rows } = await leader.query<Mark>(
    `SELECT pg_export_snapshot() AS exported, pg_current_snapshot()::text AS snapshot, statement_timestamp() AS at,
            (CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn() ELSE pg_current_wal_lsn() END)::text AS lsn`,
  );
  if (rows[0] === undefined) throw new Error('SELECT without FROM returns one row');
  return rows[0];
}

async function joinSnapshot(sessions: WorkSessions, exported: string): Promise<pg.Client> {
  const session = await sessions.add();
  await session.query(holdStill);
  await session.query(`SET TRANSACTION SNAPSHOT ${quoteLiteral(exported)}`);
  return session;
}

async function readFacts(leader: pg.Client, mark: Mark, migrations: Migrations | undefined): Promise<SnapshotFacts> {
  const version = await leader.query<{ server_version: string }>('SHOW server_version');
  return {
    snapshotAt: toInstant(mark.at),
    snapshot: mark.snapshot,
    lsn: mark.lsn,
    sequences: await readSequences(leader),
    systemIdentifier: await readSystemIdentifier(leader),
    database: await readDatabase(leader),
    serverVersion: version.rows[0]?.server_version ?? 'unknown',
    largeObjects: await countLargeObjects(leader),
    extensions: await readExtensions(leader),
    roles: await readRoles(leader),
    settings: await readSettings(leader),
    migrationHead: (await readLedger(leader, migrations))?.head ?? null,
    catalogue: await describeCatalogue(leader),
  };
}
