import type pg from 'pg';
import type { Finding } from '../../../domain/finding.ts';
import type { TextRow } from '../loss-rows.ts';
import type { Ledger, LedgerRow } from './ledger.ts';
import type { Pair } from './pairs.ts';
import { keyText } from './rows.ts';
import { hashesOf } from './write-rows.ts';

const rowsAtOnce = 5_000;
const examplesMax = 5;

/** Looks each copied row up by its key and compares its hash. What users wrote to it since is said, and is no failure. */
export async function verifyRows(target: pg.Client, ledger: Ledger, pairs: readonly Pair[]): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const pair of pairs) findings.push(...(await verifyTable(target, ledger, pair)));
  return findings;
}

async function verifyTable(target: pg.Client, ledger: Ledger, pair: Pair): Promise<Finding[]> {
  const counts = { same: 0, changed: 0, gone: 0 };
  const examples = { same: [], changed: [], gone: [] } as Record<keyof typeof counts, string[]>;
  for await (const rows of ledger.read(pair.place, () => rowsAtOnce)) {
    const standing = await hashesOf(target, pair, rows);
    for (const [index, row] of rows.entries()) {
      const is = standingOf(row, standing[index] ?? null);
      counts[is] += 1;
      if (examples[is].length < examplesMax) examples[is].push(keyText(row.key));
    }
  }
  return describe(pair, counts, examples);
}

function standingOf(row: LedgerRow, there: TextRow | null): 'same' | 'changed' | 'gone' {
  if (there === null) return 'gone';
  return there[0] === row.hash ? 'same' : 'changed';
}

type Counts = Readonly<Record<'same' | 'changed' | 'gone', number>>;
type Examples = Readonly<Record<'same' | 'changed' | 'gone', readonly string[]>>;

function describe({ table }: Pair, counts: Counts, examples: Examples): Finding[] {
  const check = `rows of ${table}`;
  const named = (which: keyof Counts) => `(${examples[which].join('; ')})`;
  const same: Finding = {
    check,
    result: 'passed',
    say: `${table}: ${counts.same} rows stand there as they were copied, compared by hash`,
  };
  const changed: Finding = {
    check,
    result: 'warned',
    say: `${table}: ${counts.changed} rows were changed since they came back ${named('changed')}`,
  };
  const gone: Finding = {
    check,
    result: 'failed',
    say: `${table}: ${counts.gone} rows that came back are gone again ${named('gone')}`,
    hint: 'Look for what deletes them, a job or a user, before they are copied again.',
  };
  return [
    ...(counts.same > 0 ? [same] : []),
    ...(counts.changed > 0 ? [changed] : []),
    ...(counts.gone > 0 ? [gone] : []),
  ];
}
