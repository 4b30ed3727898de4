import { describe, expect, test } from 'vitest';
import { Digest } from '../../../src/domain/ids.ts';
import type { LedgerRow, MigrationFile } from '../../../src/domain/migration.ts';
import type { Tool } from '../../../src/policy/migrations/compare-ledger.ts';
import { diagnoseLedger, ledgerWarnings } from '../../../src/policy/migrations/diagnose-ledger.ts';

const digest = (letter: string) => Digest.parse(letter.repeat(64));
const file = (name: string, letter: string, more: Partial<MigrationFile> = {}): MigrationFile => ({
  name,
  file: `${name}.sql`,
  digest: digest(letter),
  when: null,
  transaction: true,
  ...more,
});
const row = (name: string, letter: string | null = null, more: Partial<LedgerRow> = {}): LedgerRow => ({
  name,
  digest: letter === null ? null : digest(letter),
  when: null,
  state: 'applied',
  log: null,
  ...more,
});
const told = (tool: Tool, files: readonly MigrationFile[], rows: readonly LedgerRow[] | null) =>
  diagnoseLedger({ tool, files, rows }).map(({ result, say, hint }) => `${result}: ${say}${hint ? ` → ${hint}` : ''}`);

describe('the ledger doctor', () => {
  test('says in one line that all agrees, and names what is pending', () => {
    expect(told('prisma', [file('1_a', 'a'), file('2_b', 'b')], [row('1_a', 'a')])).toEqual([
      'passed: 1 applied, 1 pending: 2_b',
    ]);
  });

  test.each<[what: string, tool: Tool, files: MigrationFile[], rows: LedgerRow[], says: string]>([
    [
      'a file that is gone',
      'prisma',
      [],
      [row('1_a', 'a')],
      '1_a was applied to production, and its file is not in this folder',
    ],
    ['a file that was edited', 'prisma', [file('1_a', 'b')], [row('1_a', 'a')], '1_a was changed after it was applied'],
    [
      'a late one that Prisma would run',
      'prisma',
      [file('1_a', 'a'), file('2_b', 'b')],
      [row('2_b', 'b')],
      '`prisma migrate deploy` will run it after the later ones',
    ],
    [
      'one that Drizzle will never run',
      'drizzle',
      [file('0_a', 'a', { when: 10 }), file('1_b', 'b', { when: 20 })],
      [row('', 'b', { name: null, when: 20 })],
      'insert its row with the hash of the file',
    ],
    [
      'a late one that dbmate would run',
      'dbmate',
      [file('1_a.sql', 'a'), file('2_b.sql', 'b')],
      [row('2')],
      '`--strict` refuses',
    ],
  ])('finds %s and says the next move', (_, tool, files, rows, says) => {
    const [first = ''] = told(tool, files, rows);
    expect(first).toMatch(/^(failed|warned): .+ → .+/);
    expect(first).toContain(says);
  });
});

describe('about failures and absent ledgers, the doctor', () => {
  test.each<[what: string, transaction: boolean, log: string | null, advice: RegExp]>([
    [
      'failed in one transaction',
      true,
      'ERROR: relation "x" exists',
      /took all of it back\. Correct the migration, then `npx prisma migrate resolve --rolled-back 1_a`/,
    ],
    [
      'failed outside a transaction',
      false,
      'ERROR: deadlock',
      /a part of it may stand.*--rolled-back 1_a.*--applied 1_a/,
    ],
    ['was cut off', true, null, /was cut off.*All of it there: `npx prisma migrate resolve --applied 1_a`/],
  ])('of a Prisma migration that %s, says what to tell Prisma', (_, transaction, log, advice) => {
    const [first = ''] = told(
      'prisma',
      [file('1_a', 'a', { transaction })],
      [row('1_a', 'a', { state: 'failed', log })],
    );
    expect(first).toMatch(/^failed: 1_a was begun and neither finished nor rolled back/);
    expect(first).toMatch(advice);
  });

  test('tells a ledger that is not there from a tool that keeps none', () => {
    expect(told('drizzle', [], null)[0]).toMatch(
      /^failed: Production has no ledger of drizzle\. → .*would run everything again/,
    );
    expect(told('sql', [], null)[0]).toMatch(/^skipped: Plain SQL files keep no ledger/);
  });

  test('puts on a card what is wrong, as warnings, and nothing else', () => {
    const findings = diagnoseLedger({ tool: 'prisma', files: [file('1_a', 'b')], rows: [row('1_a', 'a')] });
    expect(ledgerWarnings(findings).map(({ result }) => result)).toEqual(['warned']);
    expect(ledgerWarnings(diagnoseLedger({ tool: 'sql', files: [], rows: null }))).toEqual([]);
  });
});
