import { describe, expect, test } from 'vitest';
import { DatabaseIdentity } from '../../src/domain/database.ts';
import { Instant } from '../../src/domain/ids.ts';
import type { ReplacedDatabase } from '../../src/domain/replaced.ts';
import { endOf, nextForReplaced } from '../../src/plan/replaced.ts';

const day = 86_400_000;
const keepMs = 7 * day;
const replacedAt = Instant.parse('2026-11-21T12:00:00.000Z');
const end = Instant.parse('2026-11-28T12:00:00.000Z');

const replaced: ReplacedDatabase = {
  database: DatabaseIdentity.parse({ name: 'shop_replaced_20261121_1200_inc7', oid: 16_401, systemIdentifier: '7' }),
  run: 'INC-7@1a2b3c4d',
  replacedAt,
  bytes: 1_000,
  kept: null,
  warned: null,
  doubt: null,
  standing: 'there',
};
const warned = { end, at: Instant.parse('2026-11-27T12:00:00.000Z') };

function next(change: Partial<ReplacedDatabase>, now: string, quiet = true) {
  return nextForReplaced({ ...replaced, ...change }, { keepMs, now: new Date(now), quiet });
}

describe('a replaced database', () => {
  test.each([
    ['waits while its days run', {}, '2026-11-27T11:59:59.999Z', { kind: 'wait', until: end }],
    ['is warned about a day before its end', {}, '2026-11-27T12:00:00.000Z', { kind: 'warn', end }],
    ['waits after the warning', { warned }, '2026-11-28T11:59:59.999Z', { kind: 'wait', until: end }],
    ['is dropped at its end, after a warning', { warned }, '2026-11-28T12:00:00.000Z', { kind: 'drop' }],
    [
      'is warned about first and dropped a day later, where the bot was away on the day before',
      {},
      '2026-12-05T08:00:00.000Z',
      { kind: 'warn', end: '2026-12-06T08:00:00.000Z' },
    ],
    [
      'that somebody touched is left',
      { warned, doubt: 'its comment is not ours' },
      '2027-01-01T00:00:00.000Z',
      { kind: 'leave', why: 'its comment is not ours' },
    ],
    ['whose drop was cut off is dropped', { standing: 'dropping' }, '2026-11-22T00:00:00.000Z', { kind: 'drop' }],
    ['that we dropped is told of', { standing: 'dropped' }, '2026-11-22T00:00:00.000Z', { kind: 'tell-dropped' }],
    ['that somebody else dropped is told of', { standing: 'gone' }, '2026-11-22T00:00:00.000Z', { kind: 'tell-gone' }],
  ] as const)('%s', (_, change, now, move) => expect(next(change, now)).toEqual(move));

  test('is never dropped while an incident of the service is open', () => {
    expect(next({ warned }, '2026-12-28T12:00:00.000Z', false)).toEqual({
      kind: 'leave',
      why: 'an incident of the service is open',
    });
  });

  test('that somebody keeps longer has a later end, and a warning of its own', () => {
    const kept = { until: Instant.parse('2026-12-05T12:00:00.000Z'), by: 'U0DANA' };
    expect(endOf({ ...replaced, kept }, keepMs)).toBe(kept.until);
    expect(next({ kept, warned: null }, '2026-11-29T12:00:00.000Z')).toEqual({ kind: 'wait', until: kept.until });
    expect(next({ kept, warned }, '2026-12-04T12:00:00.000Z')).toEqual({ kind: 'warn', end: kept.until });
  });

  test('is not dropped earlier than policy says by anybody’s wish', () => {
    const kept = { until: Instant.parse('2026-11-22T12:00:00.000Z'), by: 'U0DANA' };
    expect(endOf({ ...replaced, kept }, keepMs)).toBe(end);
  });
});
