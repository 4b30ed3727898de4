import { expect, test } from 'vitest';
import { compareLargeObjects } from '../../../src/services/backups/compare-rows.ts';

const read = { content: '42', bytes: 1_000, unread: 0 };

test.each([
  ['equal ones pass, with their size', read, read, 'passed', /3 large objects equal .* 1,000 bytes/],
  ['other bytes fail', read, { ...read, content: '43' }, 'failed', /content differs/],
  ['a backup from before they were read is only counted, and that is said', null, read, 'warned', /not compared/],
  ['one that our role may not read is told of', read, { ...read, unread: 1 }, 'warned', /our role may not read 1$/],
] as const)('%s', (_, before, after, result, say) => {
  const finding = compareLargeObjects({ count: 3, content: before }, { count: 3, content: after });
  expect(finding).toMatchObject({ result, say: expect.stringMatching(say) });
});

test('another number fails, whatever was read', () => {
  expect(compareLargeObjects({ count: 3, content: read }, { count: 2, content: read }).result).toBe('failed');
});

test('a database without large objects has nothing to say about their bytes', () => {
  expect(compareLargeObjects({ count: 0, content: null }, { count: 0, content: null }).result).toBe('passed');
});
