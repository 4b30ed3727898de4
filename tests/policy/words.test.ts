import { describe, expect, test } from 'vitest';
import type { Instant } from '../../src/domain/ids.ts';
import { anyOf, clock, counted, listed, span } from '../../src/policy/words.ts';
import { cto, lead, onCall } from '../support/incident-builder.ts';

const at = '2026-06-03T22:30:05.250Z' as Instant;

describe('an instant', () => {
  test.each([
    ['UTC', '2026-06-03T23:00:00Z', '22:30:05 UTC'],
    ['Europe/Berlin', '2026-06-03T23:00:00Z', '00:30:05 CEST'],
    ['Europe/Berlin', '2026-06-03T12:00:00Z', '4 Jun 2026, 00:30:05 CEST'],
    ['Asia/Kolkata', '2026-06-05T12:00:00Z', '4 Jun 2026, 04:00:05 GMT+5:30'],
  ])('in %s, read at %s, is %s', (zone, now, words) => expect(clock(at, zone, new Date(now))).toBe(words));
});

test.each([
  [0, '0 s'],
  [59_999, '59 s'],
  [60_000, '1 min'],
  [192_000, '3 min 12 s'],
  [3_600_000, '1 h'],
  [7_500_000, '2 h 5 min'],
  [-5, '0 s'],
])('%s ms are %s', (ms, words) => expect(span(ms)).toBe(words));

test('people and lists read as sentences', () => {
  expect(anyOf([])).toBe('nobody');
  expect(anyOf([lead, cto, onCall])).toBe('<@U0LEAD>, <@U0CTO> or <@U0CALL>');
  expect(listed(['a', 'b'], 'and')).toBe('a and b');
  expect([counted(1, 'row'), counted(1_788, 'row'), counted(2, 'person', 'people')]).toEqual([
    '1 row',
    '1,788 rows',
    '2 people',
  ]);
});
