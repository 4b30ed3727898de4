import { describe, expect, test } from 'vitest';
import { type Instant, toInstant } from '../../src/domain/ids.ts';
import { fixForwardEndsAt, isLapseDue, nextWindowInstant, reminderDue, windowOf } from '../../src/policy/window.ts';
import { deciding, declared, lead, policy, requester } from '../support/incident-builder.ts';

const service = policy();
const minute = 60_000;
const begins = declared();
const closes = '2026-06-03T14:30:00.000Z' as Instant;

describe('the decision window', () => {
  test.each([
    ['at the declaration', 0, 'open'],
    ['a millisecond before the last five minutes', 25 * minute - 1, 'open'],
    ['as the last five minutes begin', 25 * minute, 'closing'],
    ['a millisecond before the end', 30 * minute - 1, 'closing'],
    ['at the end', 30 * minute, 'lapsed'],
    ['a day later', 24 * 60 * minute, 'lapsed'],
  ] as const)('%s stands %s ms after identification as it should', (_, afterMs, standing) => {
    const { incident, now } = begins.wait(afterMs);
    expect(windowOf(incident, service, now)).toMatchObject({
      standing,
      closesAt: closes,
      leftMs: 30 * minute - afterMs,
    });
  });

  test('counts from identification, not from the declaration (S9)', () => {
    const { incident, now } = declared({ identifiedAgoMs: 20 * minute });
    expect(windowOf(incident, service, now)).toMatchObject({ closesAt: '2026-06-03T14:10:00.000Z', standing: 'open' });
  });

  test('moves with a correction', () => {
    const { incident, now } = begins
      .wait(minute)
      .write(
        { kind: 'identification-corrected', identifiedAt: toInstant(new Date('2026-06-03T13:50:00Z')), why: 'logs' },
        requester,
      );
    expect(windowOf(incident, service, now).closesAt).toBe('2026-06-03T14:20:00.000Z');
  });

  test('of a question that was opened again counts from then, with reminders and a lapse of its own', () => {
    const held = deciding()
      .wait(29 * minute)
      .write({ kind: 'window-reminded', beforeMs: minute });
    const reopened = held
      .decide('hold', lead, { reopenAt: '2026-06-03T15:00:00.000Z' as Instant })
      .waitUntil('2026-06-03T15:00:00.000Z' as Instant)
      .write({ kind: 'hold-ended', why: 'its time is up' });
    expect(windowOf(reopened.incident, service, reopened.now).closesAt).toBe('2026-06-03T15:30:00.000Z');
    expect(reopened.incident).toMatchObject({ remindedMs: [], lapsedAt: null, contacts: [], answers: [] });
    const later = reopened.wait(30 * minute);
    expect(isLapseDue(later.incident, service, later.now)).toBe(true);
  });

  test('may be as short as a minute, and is then closing from its first instant', () => {
    expect(windowOf(begins.incident, policy({ window: { length: '1m' } }), begins.now).standing).toBe('closing');
  });
});

describe('a lapse', () => {
  test.each([
    ['is not due a millisecond before the end', 30 * minute - 1, false],
    ['is due at the end', 30 * minute, true],
  ] as const)('%s', (_, afterMs, due) => {
    const { incident, now } = begins.wait(afterMs);
    expect(isLapseDue(incident, service, now)).toBe(due);
  });

  test('is due no more once it is written', () => {
    const { incident, now } = begins.wait(31 * minute).write({ kind: 'window-lapsed', closedAt: closes });
    expect(isLapseDue(incident, service, now)).toBe(false);
  });

  test.each(['approve', 'refuse', 'hold'] as const)('never follows a decision to %s', (choice) => {
    const { incident, now } = deciding()
      .wait(29 * minute)
      .decide(choice, lead)
      .wait(60 * minute);
    expect(isLapseDue(incident, service, now)).toBe(false);
  });
});

describe('a reminder', () => {
  test.each([
    ['nothing a millisecond before the first', 15 * minute - 1, [], null],
    ['the first, 15 minutes before the end', 15 * minute, [], 15],
    ['it no second time', 16 * minute, [15], null],
    ['the next, 10 minutes before', 20 * minute, [15], 10],
    ['only the nearest after a pause', 26 * minute, [], 5],
    ['no older one after a nearer one', 26 * minute, [5], null],
    ['the last, a minute before', 29 * minute, [15, 10, 5], 1],
    ['nothing at the end', 30 * minute, [], null],
  ] as const)('asks for %s', (_, afterMs, reminded, due) => {
    const told = reminded.reduce(
      (tale, minutes) => tale.write({ kind: 'window-reminded', beforeMs: minutes * minute }),
      begins,
    );
    const { incident, now } = told.wait(afterMs);
    expect(reminderDue(incident, service, now)).toBe(due === null ? null : due * minute);
  });

  test('that lay before the declaration is never sent: the declaration shows the window itself', () => {
    const { incident, now } = declared({ identifiedAgoMs: 21 * minute });
    expect(reminderDue(incident, service, now)).toBeNull();
    expect(nextWindowInstant(incident, service, now)).toBe('2026-06-03T14:04:00.000Z');
  });

  test('is not sent once it is decided', () => {
    const { incident, now } = deciding()
      .decide('refuse', lead)
      .wait(16 * minute);
    expect(reminderDue(incident, service, now)).toBeNull();
    expect(nextWindowInstant(incident, service, now)).toBeNull();
  });
});

test('the fix-forward budget is a clock of its own: it counts from the declaration', () => {
  const { incident } = declared({ identifiedAgoMs: 20 * minute });
  expect(fixForwardEndsAt(incident, service)).toBe('2026-06-03T14:30:00.000Z');
  expect(fixForwardEndsAt(incident, policy({ window: { fix_forward_budget: '45m' } }))).toBe(
    '2026-06-03T14:45:00.000Z',
  );
});
