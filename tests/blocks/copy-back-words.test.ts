import { describe, expect, test } from 'vitest';
import { choicePhrase, copyBackInShort, copyBackSentences } from '../../blocks/words/copy-back.ts';
import { writePlain } from '../../blocks/words/write-plain.ts';
import { CopyBackReport, type CopyBackTable } from '../../src/domain/copy-back.ts';
import { Instant } from '../../src/domain/ids.ts';
import { reader } from './support/facts.ts';

const table = (name: string, more: Partial<CopyBackTable> = {}): CopyBackTable => ({
  table: name,
  missing: 0,
  changed: 0,
  parents: 0,
  content: '0',
  columns: ['id'],
  conflicts: [],
  examples: [],
  triggersOff: [],
  columnsLeft: [],
  ...more,
});
const reportOf = (tables: readonly CopyBackTable[], refused: CopyBackReport['refused'] = []) =>
  CopyBackReport.parse({
    plannedAt: '2026-06-03T14:03:00.000Z',
    from: { name: 'shop_scratch', oid: 2, systemIdentifier: '7' },
    into: { name: 'shop', oid: 1, systemIdentifier: '7' },
    choice: { direction: 'from-backup', tables: ['prompts'], kinds: ['missing'] },
    tables,
    refused,
    compared: 3,
    digest: 'a'.repeat(64),
  });
const said = (report: CopyBackReport) => copyBackSentences(report).map((phrase) => writePlain(phrase, reader));

describe('a dry run in words', () => {
  test('says what comes back, what stays and why, and what would surprise people', () => {
    const report = reportOf(
      [
        table('public.users', { parents: 2, examples: ['4', '9'], triggersOff: ['welcome'] }),
        table('public.prompts', {
          missing: 1_204,
          examples: ['7', '8', '11', '12'],
          columnsLeft: ['rating'],
          conflicts: [
            { kind: 'other-content', what: '', rows: 3, examples: ['40', '41', '42'] },
            { kind: 'taken', what: 'prompts_slug_key', rows: 1, examples: ['13'] },
            { kind: 'no-parent', what: 'public.teams', rows: 2, examples: ['14', '15'] },
          ],
        }),
      ],
      [{ table: 'public.log', why: 'it has no primary key, so its rows cannot be told apart' }],
    );
    expect(said(report).join('\n')).toBe(
      [
        'It brings back 1,204 missing rows and 2 rows that they refer to, in one transaction. It takes nothing away; users can go on working.',
        '• public.prompts: 1,204 rows (such as 7; 8; 11); 3 rows stay as they are, with other content than there (40; 41; 42); 1 row cannot come back, because what prompts_slug_key keeps unique is taken (13); 2 rows cannot come back, because what they refer to in public.teams is nowhere (14; 15)',
        '• public.users: 2 rows (such as 4; 9)',
        'Triggers of the service do not fire for these rows (welcome): no mail, no counting.',
        'Production no longer has public.prompts.rating; those values stay behind.',
        '⚠️ Left out: 1 table\n• public.log: it has no primary key, so its rows cannot be told apart',
      ].join('\n'),
    );
    expect(copyBackInShort(report).map((phrase) => writePlain(phrase, reader))).toEqual([
      said(report)[0],
      '6 rows stay as they are, with a reason each.',
    ]);
  });

  test('of changed rows speaks of their earlier content, and of nothing says that production has all', () => {
    expect(said(reportOf([table('public.users', { changed: 1 })]))[0]).toContain(
      'It brings back the earlier content of 1 changed row, in one transaction.',
    );
    expect(said(reportOf([]))).toEqual(['It brings back nothing: production has all of these rows.']);
  });

  test('of a hundred tables names eight, so that a card stays a card', () => {
    const many = Array.from({ length: 100 }, (_, n) => table(`public.t${n}`, { missing: n + 1 }));
    const lines = said(reportOf(many));
    expect(lines).toHaveLength(10);
    expect(lines.at(-1)).toBe('• … and 92 more tables');
  });
});

test('a choice is told as it was understood', () => {
  const since = Instant.parse('2026-06-03T12:05:00.000Z');
  const choice = {
    direction: 'from-backup' as const,
    tables: ['users', 'prompts'],
    since,
    kinds: ['missing' as const],
  };
  expect(writePlain(choicePhrase(choice), reader)).toBe(
    'Rows from the backup: users, prompts, written since 2026-06-03 12:05 UTC; missing rows only.',
  );
});
