import type { TableFingerprint } from '../../domain/manifest.ts';
import { type LockMode, lockModes, type TableLock } from '../../domain/migration.ts';
import type { RehearsedRun, TableChange } from '../../domain/rehearsal.ts';

/** A table by oid, as `TableState` of the ports has it. */
interface State {
  readonly oid: number;
  readonly table: string;
  readonly file: number;
  readonly columns: readonly { readonly number: number; readonly name: string }[];
}

/** All tables of a database at one moment. `rows` are by name. */
export interface TableSight {
  readonly states: readonly State[];
  readonly rows: ReadonlyMap<string, TableFingerprint>;
}

interface Held {
  readonly oid: number;
  readonly mode: LockMode;
}
interface Changed {
  readonly oid: number;
  readonly inserted: number;
  readonly updated: number;
  readonly deleted: number;
}

export interface RunFacts {
  readonly migrations: readonly string[];
  readonly by: string;
  readonly outcome: {
    readonly durationMs: number;
    readonly error: RehearsedRun['error'];
    readonly locks: readonly Held[];
    readonly changes: readonly Changed[];
  };
  /** Locks that were seen from outside. */
  readonly seen: readonly Held[];
  readonly before: TableSight;
  readonly after: TableSight;
}

/** What a run did, table by table; tables that are as they were are left out. */
export function describeRun({ migrations, by, outcome, seen, before, after }: RunFacts): RehearsedRun {
  const { durationMs, error, changes } = outcome;
  const oids = new Set([...before.states, ...after.states].map(({ oid }) => oid));
  const tables = [...oids].flatMap((oid) => {
    const change = describeTable(oid, before, after, changes.find((each) => each.oid === oid) ?? null);
    return change === null ? [] : [change];
  });
  return {
    migrations: [...migrations],
    by,
    durationMs,
    error,
    locks: strongestPerTable([...outcome.locks, ...seen], [...before.states, ...after.states]),
    tables: tables.sort((a, b) => (a.table < b.table ? -1 : 1)),
  };
}

function describeTable(
  oid: number,
  before: TableSight,
  after: TableSight,
  changed: Changed | null,
): TableChange | null {
  const [was, is] = [before, after].map(({ states }) => states.find((state) => state.oid === oid));
  const [rowsWere, rowsAre] = [printOf(before, was), printOf(after, is)];
  const change: TableChange = {
    table: was?.table ?? is?.table ?? '',
    rowsBefore: rowsWere?.rows ?? null,
    rowsAfter: rowsAre?.rows ?? null,
    deleted: countDeleted(rowsWere, rowsAre, changed),
    updated: changed?.updated ?? 0,
    contentChanged: rowsWere !== null && rowsAre !== null && rowsWere.content !== rowsAre.content,
    rewritten: was !== undefined && is !== undefined && was.file !== is.file,
    columnsDropped: columnsOnlyIn(was, is),
    columnsAdded: columnsOnlyIn(is, was),
  };
  return isSame(change) ? null : change;
}

function printOf({ rows }: TableSight, state: State | undefined): TableFingerprint | null {
  return state === undefined ? null : (rows.get(state.table) ?? null);
}

/**
 * Rows that were there and are gone: those before, and those put in meanwhile, less those that are left. That counts
 * TRUNCATE and DROP, which the server's own counters do not.
 */
function countDeleted(was: TableFingerprint | null, is: TableFingerprint | null, changed: Changed | null): number {
  const gone = (was?.rows ?? 0) + (changed?.inserted ?? 0) - (is?.rows ?? 0);
  return Math.max(0, changed?.deleted ?? 0, gone);
}

/** Numbers stay when a column is renamed: only one that is gone was dropped. */
function columnsOnlyIn(one: State | undefined, other: State | undefined): string[] {
  if (one === undefined || other === undefined) return [];
  const numbers = new Set(other.columns.map(({ number }) => number));
  return one.columns.filter(({ number }) => !numbers.has(number)).map(({ name }) => name);
}

function isSame(change: TableChange): boolean {
  const { rowsBefore, rowsAfter, deleted, updated, contentChanged, rewritten } = change;
  const columns = change.columnsAdded.length + change.columnsDropped.length;
  return rowsBefore === rowsAfter && deleted + updated + columns === 0 && !contentChanged && !rewritten;
}

/** The strongest lock per table says what others felt; ACCESS SHARE is what every SELECT takes, and says nothing. */
function strongestPerTable(locks: readonly Held[], states: readonly State[]): TableLock[] {
  const names = new Map(states.map(({ oid, table }) => [oid, table]));
  const strongest = new Map<string, LockMode>();
  for (const { oid, mode } of locks) {
    const table = names.get(oid);
    if (table === undefined || mode === 'ACCESS SHARE') continue;
    const known = strongest.get(table);
    if (known === undefined || lockModes.indexOf(mode) > lockModes.indexOf(known)) strongest.set(table, mode);
  }
  return [...strongest].map(([table, mode]) => ({ table, mode })).sort((a, b) => (a.table < b.table ? -1 : 1));
}
