import { RecourseError } from '../../../domain/errors.ts';
import { quoteName, quoteQualified } from '../identifiers.ts';
import type { TextRow } from '../loss-rows.ts';
import { hashOf, rowText } from '../loss-tables.ts';
import type { Sides } from './find-rows.ts';
import type { Ledger, LedgerRow } from './ledger.ts';
import type { Pair } from './pairs.ts';
import { wholeRowHash } from './pick.ts';
import { asRowsOf, asTexts, fetchRows, inColumns, keyText, Pace, place } from './rows.ts';

/** A ledger row with its content from the source. */
interface Filled {
  readonly row: LedgerRow;
  readonly content: TextRow;
}

/** Writes one table's rows; every one of them, or it throws and the transaction is over. */
export async function writeRows(
  { source, target }: Sides,
  ledger: Ledger,
  pair: Pair,
  wrote: (rows: number) => void,
): Promise<void> {
  const pace = new Pace();
  for await (const rows of ledger.read(pair.place, () => pace.rows)) {
    const filled = await fill(source, pair, rows);
    pace.weigh(filled.map((each) => each.content));
    await insertRows(
      target,
      pair,
      filled.filter(({ row }) => row.kind !== 'changed'),
    );
    await updateRows(
      target,
      ledger,
      pair,
      filled.filter(({ row }) => row.kind === 'changed'),
    );
    wrote(rows.length);
  }
}

async function fill(source: Sides['source'], pair: Pair, rows: readonly LedgerRow[]): Promise<Filled[]> {
  const keys = rows.map((row) => row.key);
  const contents = await fetchRows(source, pair.source, { key: pair.key, keys, select: asTexts(pair.columns) });
  return rows.map((row, index) => {
    const content = contents[index];
    if (content == null) throw notAsShown(pair, [row], 'the source no longer has them');
    return { row, content };
  });
}

async function insertRows(target: Sides['target'], pair: Pair, rows: readonly Filled[]): Promise<void> {
  if (rows.length === 0) return;
  const { columns, nullFirst } = pair;
  const values = columns.map((column) => (nullFirst.includes(column) ? 'NULL' : `t.${quoteName(column)}`));
  const onConflict = pair.target.uniqueLate ? '' : 'ON CONFLICT DO NOTHING';
  const { rowCount } = await target.query(
    `INSERT INTO ${nameOf(pair)} (${columns.map(quoteName).join(', ')}) OVERRIDING SYSTEM VALUE
     SELECT ${values.join(', ')} FROM ${asRowsOf(pair.target, columns)} ORDER BY t.${place} ${onConflict}`,
    inColumns(
      rows.map((each) => each.content),
      columns.length,
    ),
  );
  if (rowCount === rows.length) return;
  throw notAsShown(
    pair,
    rows.map((each) => each.row),
    `somebody has since written ${rows.length - (rowCount ?? 0)} of them, or rows with the same unique values`,
  );
}

/** Rows that somebody has touched since the dry run are not overwritten. What they held is kept for taking it back. */
async function updateRows(target: Sides['target'], ledger: Ledger, pair: Pair, rows: readonly Filled[]): Promise<void> {
  if (rows.length === 0) return;
  const { key, columns, nullFirst } = pair;
  const keys = rows.map(({ row }) => row.key);
  const select = [wholeRowHash(pair), ...asTexts(columns)];
  const standing = await fetchRows(target, pair.target, { key, keys, select }, 'FOR UPDATE OF t');
  const touched = rows.filter(({ row }, index) => standing[index]?.[0] !== row.formerHash);
  if (touched.length > 0) {
    const those = touched.map(({ row }) => row);
    throw notAsShown(pair, those, 'somebody has changed or removed them since');
  }
  await ledger.note(
    'former',
    rows.map(({ row }) => row),
    standing.map((row) => row?.slice(1)),
  );
  await setColumns(
    target,
    pair,
    settable(pair),
    rows.map((each) => each.content),
    nullFirst,
  );
}

/** Columns that an UPDATE may set: the key stays as it is, and so does an identity that is always generated. */
export function settable({ target, columns, key }: Pair): string[] {
  const fixed = target.columns.filter((column) => column.fixed).map((column) => column.name);
  return columns.filter((column) => !key.includes(column) && !fixed.includes(column));
}

/** `contents` are the values of `pair.columns`, as text. */
export async function setColumns(
  target: Sides['target'],
  pair: Pair,
  set: readonly string[],
  contents: readonly TextRow[],
  toNull: readonly string[] = [],
): Promise<void> {
  if (set.length === 0 || contents.length === 0) return;
  const values = set.map((column) => {
    const name = quoteName(column);
    return `${name} = ${toNull.includes(column) ? 'NULL' : `t.${name}`}`;
  });
  const same = pair.key.map((column) => `r.${quoteName(column)} = t.${quoteName(column)}`);
  await target.query(
    `UPDATE ${pair.target.partitioned ? '' : 'ONLY '}${nameOf(pair)} AS r SET ${values.join(', ')}
       FROM ${asRowsOf(pair.target, pair.columns)} WHERE ${same.join(' AND ')}`,
    inColumns(contents, pair.columns.length),
  );
}

/** Fills in the columns that had to be NULL until what they refer to was there. */
export async function pointAhead({ source, target }: Sides, ledger: Ledger, pair: Pair): Promise<void> {
  if (pair.nullFirst.length === 0) return;
  const pace = new Pace();
  for await (const rows of ledger.read(pair.place, () => pace.rows)) {
    const filled = await fill(source, pair, rows);
    pace.weigh(filled.map((each) => each.content));
    await setColumns(
      target,
      pair,
      pair.nullFirst,
      filled.map((each) => each.content),
    );
  }
}

const rowsAtOnce = 5_000;

/**
 * Reads back what was written, inside the transaction: each row has the hash that the dry run foretold. The hash of the
 * whole row is noted, so that taking it back knows whether anybody has touched it.
 */
export async function noteWritten(target: Sides['target'], ledger: Ledger, pair: Pair): Promise<void> {
  for await (const rows of ledger.read(pair.place, () => rowsAtOnce)) {
    const written = await hashesOf(target, pair, rows);
    const other = rows.filter((row, index) => written[index]?.[0] !== row.hash);
    if (other.length > 0) throw notAsShown(pair, other, 'they would stand there with other content');
    await ledger.note(
      'after_hash',
      rows,
      written.map((row) => row?.[1]),
    );
  }
}

export function nameOf({ target }: Pair): string {
  return quoteQualified(target.schema, target.name);
}

/** Of the rows of these keys, how they stand in the target: hash of the copied columns, hash of the whole row. */
export async function hashesOf(target: Sides['target'], pair: Pair, rows: readonly LedgerRow[], more = '') {
  const keys = rows.map((row) => row.key);
  return fetchRows(
    target,
    pair.target,
    { key: pair.key, keys, select: [hashOf(rowText(pair.columns)), wholeRowHash(pair)] },
    more,
  );
}

function notAsShown(pair: Pair, rows: readonly LedgerRow[], why: string): RecourseError {
  const examples = rows.slice(0, 3).map((row) => keyText(row.key));
  return new RecourseError(
    `Rows of ${pair.table} are not as the dry run showed them: ${why} (among them ${examples.join('; ')}).`,
    {
      code: 'check-failed',
      hint: 'Nothing was copied. Make a new dry run: what it shows then can be voted on.',
      facts: { table: pair.table, why },
    },
  );
}
