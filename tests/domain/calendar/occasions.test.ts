import { describe, expect, test } from 'vitest';
import { isReadable, nextOccasion, occasionsBetween } from '../../../src/domain/calendar/occasions.ts';
import { Instant } from '../../../src/domain/ids.ts';

const at = (text: string) => Instant.parse(text);

function due(expression: string, timeZone: string, after: string, until: string, most?: number) {
  return occasionsBetween(expression, timeZone, { after: at(after), until: at(until) }, most);
}

describe('a cron expression', () => {
  test.each(['0 4 1 * *', '*/15 1-3 * jan-mar mon,fri', '5/20 0 * * 7'])('%s is read', (expression) =>
    expect(isReadable(expression)).toBe(true),
  );

  test('a step from a number on, and Sunday as 7, are read as node-cron reads them', () => {
    expect(due('5/20 0 * * 7', 'UTC', '2026-06-01T00:00:00.000Z', '2026-06-08T00:00:00.000Z')).toEqual([
      '2026-06-07T00:05:00.000Z',
      '2026-06-07T00:25:00.000Z',
      '2026-06-07T00:45:00.000Z',
    ]);
  });

  test.each([
    '',
    '0 4 1 *',
    '60 4 * * *',
    '0 24 * * *',
    '0 4 0 * *',
    '5-1 * * * *',
    '*/0 * * * *',
    '0 4 * * * *',
    'a b c d e',
  ])('“%s” is refused', (expression) => expect(isReadable(expression)).toBe(false));
});

describe('occasions', () => {
  test('a monthly one keeps its hour on the wall over both clock changes of Berlin', () => {
    const found = due('0 4 1 * *', 'Europe/Berlin', '2026-02-15T00:00:00.000Z', '2026-12-15T00:00:00.000Z');
    expect(found).toHaveLength(10);
    expect(found.slice(0, 2)).toEqual(['2026-03-01T03:00:00.000Z', '2026-04-01T02:00:00.000Z']);
    expect(found.slice(-2)).toEqual(['2026-11-01T03:00:00.000Z', '2026-12-01T03:00:00.000Z']);
  });

  test('one in the hour that spring leaves out happens once that day, at the end of that hour', () => {
    expect(due('30 2 * * *', 'Europe/Berlin', '2026-03-28T12:00:00.000Z', '2026-03-30T12:00:00.000Z')).toEqual([
      '2026-03-29T01:00:00.000Z',
      '2026-03-30T00:30:00.000Z',
    ]);
    expect(due('30 2 * * *', 'America/New_York', '2026-03-07T12:00:00.000Z', '2026-03-08T12:00:00.000Z')).toEqual([
      '2026-03-08T07:00:00.000Z',
    ]);
  });

  test('one in the hour that autumn repeats happens once, the first time', () => {
    expect(due('30 2 * * *', 'Europe/Berlin', '2026-10-24T12:00:00.000Z', '2026-10-25T12:00:00.000Z')).toEqual([
      '2026-10-25T00:30:00.000Z',
    ]);
    expect(due('30 1 * * *', 'America/New_York', '2026-10-31T12:00:00.000Z', '2026-11-01T12:00:00.000Z')).toEqual([
      '2026-11-01T05:30:00.000Z',
    ]);
  });

  test('is after the one bound and not after the other, and only the newest of many are counted', () => {
    const span = ['2026-06-01T00:00:00.000Z', '2026-06-01T03:00:00.000Z'] as const;
    expect(due('0 * * * *', 'UTC', ...span)).toEqual([
      '2026-06-01T01:00:00.000Z',
      '2026-06-01T02:00:00.000Z',
      '2026-06-01T03:00:00.000Z',
    ]);
    expect(due('0 * * * *', 'UTC', ...span, 2)).toEqual(['2026-06-01T02:00:00.000Z', '2026-06-01T03:00:00.000Z']);
  });

  test('the first Sunday of a month needs both its fields', () =>
    expect(due('0 5 1-7 * 0', 'UTC', '2026-06-01T00:00:00.000Z', '2026-08-01T00:00:00.000Z')).toEqual([
      '2026-06-07T05:00:00.000Z',
      '2026-07-05T05:00:00.000Z',
    ]));

  test.each([
    ['Pacific/Auckland', '2026-11-30T15:00:00.000Z'],
    ['America/Los_Angeles', '2026-12-01T12:00:00.000Z'],
    ['Asia/Kathmandu', '2026-11-30T22:15:00.000Z'],
  ])('the next one in %s', (zone, expected) => {
    expect(nextOccasion('0 4 1 * *', zone, at('2026-11-21T12:00:00.000Z'))).toBe(expected);
  });

  test('31 February never comes', () => {
    expect(nextOccasion('0 4 31 2 *', 'UTC', at('2026-01-01T00:00:00.000Z'))).toBeNull();
  });
});
