import type pg from 'pg';
import { quoteName } from '../identifiers.ts';
import type { Ledger } from './ledger.ts';
import type { Pair } from './pairs.ts';
import { fetchRows } from './rows.ts';

interface OwnSequence {
  readonly sequence: string;
  readonly table: number;
  readonly column: string;
  readonly ascending: boolean;
  readonly cycles: boolean;
}

const rowsAtOnce = 5_000;

/**
 * Moves the sequences that number these tables past what was copied, never back: an id that came back must not be given
 * out again. A sequence knows no transaction; one that stands too far after a rollback does no harm.
 */
export async function advanceSequences(target: pg.Client, ledger: Ledger, pairs: readonly Pair[]): Promise<void> {
  const sequences = await readSequences(target);
  for (const pair of pairs) {
    const own = sequences.filter(({ table, column }) => table === pair.target.oid && pair.columns.includes(column));
    if (own.length === 0) continue;
    const furthest = await furthestOf(target, ledger, pair, own);
    for (const [index, sequence] of own.entries()) {
      const value = furthest[index];
      if (value != null && !sequence.cycles) await advance(target, sequence, value);
    }
  }
}

/** Of each sequence's column the furthest value among the copied rows. */
async function furthestOf(
  target: pg.Client,
  ledger: Ledger,
  pair: Pair,
  own: readonly OwnSequence[],
): Promise<(bigint | null)[]> {
  let furthest: (bigint | null)[] = own.map(() => null);
  const select = own.map(({ column }) => `floor(t.${quoteName(column)})::bigint`);
  for await (const rows of ledger.read(pair.place, () => rowsAtOnce)) {
    const keys = rows.map((row) => row.key);
    for (const values of await fetchRows(target, pair.target, { key: pair.key, keys, select })) {
      if (values !== null) furthest = own.map((each, at) => further(each, furthest[at] ?? null, values[at] ?? null));
    }
  }
  return furthest;
}

function further({ ascending }: OwnSequence, before: bigint | null, text: string | null): bigint | null {
  if (text === null) return before;
  const value = BigInt(text);
  if (before === null) return value;
  return value > before === ascending ? value : before;
}

async function advance(target: pg.Client, { sequence, ascending }: OwnSequence, value: bigint): Promise<void> {
  const beyond = ascending ? '>' : '<';
  await target.query(
    `SELECT setval($1::regclass, $2::bigint) FROM pg_sequence s
      WHERE s.seqrelid = $1::regclass AND $2::bigint BETWEEN s.seqmin AND s.seqmax
        AND $2::bigint ${beyond} coalesce(pg_sequence_last_value(s.seqrelid), s.seqstart ${ascending ? '- 1' : '+ 1'})`,
    [sequence, value.toString()],
  );
}

/** Sequences that a column owns (serial, identity), and those that its default calls. */
async function readSequences(target: pg.Client): Promise<OwnSequence[]> {
  const { rows } = await target.query<OwnSequence>(
    `SELECT DISTINCT format('%I.%I', n.nspname, c.relname) AS sequence, a.attrelid AS "table", a.attname AS "column",
            s.seqincrement > 0 AS ascending, s.seqcycle AS cycles
       FROM (SELECT objid AS sequence, refobjid AS relation, refobjsubid AS attnum FROM pg_depend
              WHERE classid = 'pg_class'::regclass AND refclassid = 'pg_class'::regclass AND deptype IN ('a', 'i') AND refobjsubid > 0
             UNION
             SELECT d.refobjid, f.adrelid, f.adnum FROM pg_depend d JOIN pg_attrdef f ON f.oid = d.objid
              WHERE d.classid = 'pg_attrdef'::regclass AND d.refclassid = 'pg_class'::regclass) used
       JOIN pg_sequence s ON s.seqrelid = used.sequence
       JOIN pg_class c ON c.oid = s.seqrelid JOIN pg_namespace n ON n.oid = c.relnamespace
       JOIN pg_attribute a ON a.attrelid = used.relation AND a.attnum = used.attnum
       JOIN pg_type y ON y.oid = a.atttypid AND y.typcategory = 'N'
      WHERE CASE c.relkind WHEN 'S' -- the planner may ask before the join has left only sequences, and then the question is an error
            THEN has_sequence_privilege(c.oid, 'USAGE, SELECT') AND has_sequence_privilege(c.oid, 'UPDATE') END`,
  );
  return rows;
}
