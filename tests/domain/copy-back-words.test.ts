import { expect, test } from 'vitest';
import { readCopyBackWords } from '../../src/domain/copy-back-words.ts';

/** 15:30 in Berlin. */
const now = new Date('2026-11-21T14:30:00Z');
const read = (text: string) => readCopyBackWords(text, { direction: 'from-backup', now, timeZone: 'Europe/Berlin' });
const missing = { direction: 'from-backup', kinds: ['missing'] };

test.each([
  ['users, prompts since 14:05', { tables: ['users', 'prompts'], since: '2026-11-21T13:05:00.000Z' }],
  ['users', { tables: ['users'] }],
  ['tables users and public.prompts', { tables: ['users', 'public.prompts'] }],
  ['all since 16:00', { tables: [], since: '2026-11-20T15:00:00.000Z' }],
  ['since yesterday 18:00', { tables: [], since: '2026-11-20T17:00:00.000Z' }],
  [
    'orders since 2026-07-01 until 2026-07-02 10:30 by placed_at',
    { tables: ['orders'], since: '2026-06-30T22:00:00.000Z', until: '2026-07-02T08:30:00.000Z', column: 'placed_at' },
  ],
  ['orders until 2026-11-21T10:00:00Z', { tables: ['orders'], until: '2026-11-21T10:00:00.000Z' }],
  ['orders since 2 hours ago', { tables: ['orders'], since: '2026-11-21T12:30:00.000Z' }],
  [
    'orders since 90min ago, changed too',
    { tables: ['orders'], since: '2026-11-21T13:00:00.000Z', kinds: ['missing', 'changed'] },
  ],
  ['"by", "Größen"."Hosen, ""weit""" by at', { tables: ['"by"', '"Größen"."Hosen, ""weit"""'], column: 'at' }],
])('“%s” is understood', (text, choice) => {
  expect(read(text)).toEqual({ choice: { ...missing, ...choice } });
});

test.each([
  ['', 'everything that was ever deleted'],
  ['all', 'everything that was ever deleted'],
  ['all, users since 14:00', '“all” and single tables'],
  ['users since noon', '“since noon” is no time'],
  ['users since 25:00', '“since 25:00” is no time'],
  ['users since 2026-02-30', 'is no time'],
  ['users since', '“since ” is no time'],
  ['users since 14:00 since 15:00', '“since” stands there twice'],
  ['users since 14:00 until 13:00', 'lies before its beginning'],
  ['users by', 'the name of a column'],
])('“%s” is sent back with what is wrong and an example', (text, say) => {
  expect(read(text)).toEqual({
    mistake: { say: expect.stringContaining(say), hint: expect.stringContaining('For example') },
  });
});

test('a time on the night of a clock change is the one that the wall shows', () => {
  const at = (text: string) => readCopyBackWords(text, { direction: 'from-backup', now, timeZone: 'Europe/Berlin' });
  expect(at('users since 2026-03-29 01:59')).toMatchObject({ choice: { since: '2026-03-29T00:59:00.000Z' } });
  expect(at('users since 2026-03-29 03:00')).toMatchObject({ choice: { since: '2026-03-29T01:00:00.000Z' } });
});
