import { describe, expect, test } from 'vitest';
import { Digest } from '../../../src/domain/ids.ts';
import type { LedgerRow, MigrationFile } from '../../../src/domain/migration.ts';
import { compareLedger, type Tool } from '../../../src/policy/migrations/compare-ledger.ts';

const digest = (letter: string) => Digest.parse(letter.repeat(64));
const file = (name: string, letter: string, when: number | null = null): MigrationFile => ({
  name,
  file: `${name}.sql`,
  digest: digest(letter),
  when,
  transaction: true,
});
const row = (more: Partial<LedgerRow>): LedgerRow => ({
  name: null,
  digest: null,
  when: null,
  state: 'applied',
  log: null,
  ...more,
});
const standings = (tool: Tool, files: readonly MigrationFile[], rows: readonly LedgerRow[]) =>
  compareLedger(tool, files, rows).standings.map(({ standing, outOfOrder }) => `${standing}${outOfOrder ? '!' : ''}`);

describe('Drizzle, which looks at times only', () => {
  const files = [file('0000_a', 'a', 10), file('0001_b', 'b', 20), file('0002_c', 'c', 30)];
  const applied = (letter: string, when: number) => row({ digest: digest(letter), when });

  test.each<[what: string, rows: readonly LedgerRow[], says: readonly string[]]>([
    ['nothing was applied', [], ['pending', 'pending', 'pending']],
    ['all but the last', [applied('a', 10), applied('b', 20)], ['applied', 'applied', 'pending']],
    ['one in the middle was passed over', [applied('a', 10), applied('c', 30)], ['applied', 'skipped!', 'applied']],
    ['an applied file was changed', [applied('f', 10), applied('b', 20)], ['edited', 'applied', 'pending']],
  ])('%s', (_, rows, says) => expect(standings('drizzle', files, rows)).toEqual(says));

  test('rows of another commit are named', () => {
    const { unknown, head } = compareLedger('drizzle', files, [applied('a', 10), applied('e', 99)]);
    expect(unknown).toEqual([`99-${'e'.repeat(12)}`]);
    expect(head).toBe('0000_a');
  });
});

describe('Prisma, which knows names and checksums', () => {
  const files = [file('1_a', 'a'), file('2_b', 'b'), file('3_c', 'c')];

  test.each<[what: string, rows: readonly LedgerRow[], says: readonly string[]]>([
    [
      'a failed one blocks',
      [row({ name: '1_a', digest: digest('a') }), row({ name: '2_b', digest: digest('b'), state: 'failed' })],
      ['applied', 'failed', 'pending'],
    ],
    [
      'one that was rolled back is pending again',
      [row({ name: '1_a', digest: digest('a'), state: 'rolled-back' })],
      ['pending', 'pending', 'pending'],
    ],
    [
      'one that comes late is said to',
      [row({ name: '1_a', digest: digest('a') }), row({ name: '3_c', digest: digest('c') })],
      ['applied', 'pending!', 'applied'],
    ],
    ['a changed one is said to be', [row({ name: '1_a', digest: digest('f') })], ['edited', 'pending', 'pending']],
  ])('%s', (_, rows, says) => expect(standings('prisma', files, rows)).toEqual(says));

  test('a failure is told in Prisma’s own words', () => {
    const rows = [row({ name: '1_a', state: 'failed', log: 'ERROR: column "x" does not exist\nmore' })];
    expect(compareLedger('prisma', files, rows).standings[0]?.say).toContain('ERROR: column "x" does not exist');
  });
});

test('dbmate knows versions', () => {
  const files = [file('20260101_a.sql', 'a'), file('20260102_b.sql', 'b')];
  expect(standings('dbmate', files, [row({ name: '20260102' })])).toEqual(['pending!', 'applied']);
});

test('a runner of one’s own knows file names, with or without their ending', () => {
  const files = [file('001_a.sql', 'a'), file('002_b.sql', 'b'), file('003_c.sql', 'c')];
  expect(standings('sql', files, [row({ name: '001_a' }), row({ name: '002_b.sql' })])).toEqual([
    'applied',
    'applied',
    'pending',
  ]);
});
