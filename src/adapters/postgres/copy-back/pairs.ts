import type { CopyBackChoice } from '../../../domain/copy-back.ts';
import { RecourseError } from '../../../domain/errors.ts';
import { type ComparedTable, writtenAt } from '../loss-tables.ts';
import { type Order, orderTables, waysToWait } from './order.ts';
import type { CopyTable } from './tables.ts';

/** A table on both sides, and how its rows travel. */
export interface Pair {
  /** Its place in the order of writing: parents have lower ones than children. */
  readonly place: number;
  readonly table: string;
  readonly source: ComparedTable;
  readonly target: CopyTable;
  /** The columns that are copied, by name: on both sides, and generated on neither. */
  readonly columns: readonly string[];
  readonly key: readonly string[];
  /** Columns that are NULL at first, because what they refer to is written later. */
  readonly nullFirst: readonly string[];
}

export interface Ground {
  /** Parents before children. */
  readonly pairs: readonly Pair[];
  /** Tables of either side that cannot be copied, with the reason. */
  readonly refused: ReadonlyMap<string, string>;
}

/** Pairs the tables by name and says of each that cannot be copied why. */
export function pairTables(source: readonly ComparedTable[], target: readonly CopyTable[]): Ground {
  const sources = new Map(source.map((table) => [table.table, table]));
  const targets = new Map(target.map((table) => [table.table, table]));
  const order = orderTables(
    target.map((table) => table.table),
    target.flatMap((table) => table.foreignKeys),
  );
  const refused = new Map<string, string>();
  const pairs: Pair[] = [];
  for (const [place, name] of order.tables.entries()) {
    const paired = pairUp(place, sources.get(name), targets.get(name), order);
    if (typeof paired === 'string') refused.set(name, paired);
    else pairs.push(paired);
  }
  for (const { table } of source) {
    if (!targets.has(table)) refused.set(table, 'it is not there in the database that rows would come back to');
  }
  return { pairs, refused };
}

/** The pair, or why there can be none. */
function pairUp(place: number, source: ComparedTable | undefined, target: CopyTable | undefined, order: Order) {
  if (source === undefined || target === undefined) return 'it is not there in the source';
  const why = whyNot(source, target);
  if (why !== null) return why;
  const ahead = target.foreignKeys.filter((key) => order.ahead.has(key));
  const stuck = ahead.find((key) => waysToWait(key) === 'never');
  if (stuck !== undefined)
    return `${stuck.name} points in a circle, cannot be deferred, and its column may not be NULL for a while`;
  return {
    place,
    table: target.table,
    source,
    target,
    columns: shared(source, target),
    key: target.key,
    nullFirst: ahead.filter((key) => waysToWait(key) === 'null-first').flatMap((key) => key.mayBeNull),
  };
}

function whyNot(from: ComparedTable, into: CopyTable): string | null {
  if (into.key.length === 0 || from.key.length === 0) return 'it has no primary key, so its rows cannot be told apart';
  if (into.key.join('\0') !== from.key.join('\0')) return 'its primary key is another one in the source';
  if (into.rewrites) return 'it has rewrite rules that would turn our writing into something else';
  if (into.hidesRows) return 'row security hides rows of it from our role';
  if (!into.mayWrite) return 'our role may not read, insert, update and delete its rows';
  if (into.triggers.length > 0 && !into.mine)
    return `only its owner may switch its trigger ${into.triggers[0]?.name} off`;
  const columns = shared(from, into);
  if (!into.key.every((column) => columns.includes(column))) return 'its primary key is generated';
  const unfilled = into.columns.find(({ name, notNull, filled }) => notNull && !filled && !columns.includes(name));
  return unfilled === undefined ? null : `its column ${unfilled.name} must have a value, and the source has none`;
}

function shared(from: ComparedTable, into: CopyTable): string[] {
  const given = new Set(from.columns.filter((column) => !column.generated).map((column) => column.name));
  return into.columns.filter((column) => !column.generated && given.has(column.name)).map((column) => column.name);
}

/**
 * The pairs that were chosen, and what of the choice is refused with the reason.
 *
 * @throws RecourseError `bad-input` for a name that no table has, or that several have
 */
export function choosePairs(
  { pairs, refused }: Ground,
  choice: CopyBackChoice,
): { readonly chosen: readonly Pair[]; readonly refused: readonly { readonly table: string; readonly why: string }[] } {
  const known = [...pairs.map((pair) => pair.table), ...refused.keys()];
  const names = choice.tables.length === 0 ? known : [...new Set(choice.tables.map((name) => nameMeant(name, known)))];
  const wanted = pairs.filter((pair) => names.includes(pair.table));
  const timed = wanted.map((pair) => ({ pair, why: whyNotByTime(pair, choice) }));
  return {
    chosen: timed.flatMap(({ pair, why }) => (why === null ? [pair] : [])),
    refused: [
      ...names.flatMap((table) => ({ table, why: refused.get(table) ?? '' })).filter(({ why }) => why !== ''),
      ...timed.flatMap(({ pair, why }) => (why === null ? [] : [{ table: pair.table, why }])),
    ].sort((left, right) => (left.table < right.table ? -1 : 1)),
  };
}

function whyNotByTime({ source }: Pair, choice: CopyBackChoice): string | null {
  if (choice.since === undefined && choice.until === undefined) return null;
  if (choice.column === undefined) {
    return writtenAt(source).startsWith('NULL') ? 'no column such as created_at says when a row was written' : null;
  }
  const column = source.columns.find(({ name }) => name === choice.column);
  if (column === undefined) return `it has no column ${choice.column}`;
  return column.timestamp || column.type === 'date'
    ? null
    : `its column ${choice.column} is ${column.type}, not a time`;
}

/** People leave out the schema and the quotes. */
function nameMeant(name: string, known: readonly string[]): string {
  const bare = (text: string) => text.replaceAll('"', '').toLowerCase();
  const last = (text: string) => bare(text).split('.').at(-1);
  const found =
    known.filter((table) => table === name)[0] ??
    onlyOne(known.filter((table) => bare(table) === bare(name))) ??
    onlyOne(known.filter((table) => bare(table) === `public.${bare(name)}`)) ??
    onlyOne(known.filter((table) => last(table) === bare(name)));
  if (found !== undefined) return found;
  const alike = known.filter((table) => last(table) === bare(name));
  throw new RecourseError(
    alike.length > 1 ? `There are several tables called ${name}: ${alike.join(', ')}.` : `There is no table ${name}.`,
    {
      code: 'bad-input',
      hint: alike.length > 1 ? 'Write the schema too.' : `The tables are: ${known.slice(0, 20).join(', ')}.`,
      facts: { table: name },
    },
  );
}

function onlyOne(tables: readonly string[]): string | undefined {
  return tables.length === 1 ? tables[0] : undefined;
}
