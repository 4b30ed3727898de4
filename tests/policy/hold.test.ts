import { describe, expect, test } from 'vitest';
import type { Instant } from '../../src/domain/ids.ts';
import { dueMoves } from '../../src/policy/due.ts';
import { allowedVote, outcomeOf, press, wordsOf } from '../support/ballot.ts';
import { deciding, fullTeam, lead, policy } from '../support/incident-builder.ts';

const service = policy();
const minute = 60_000;

describe('a hold', () => {
  test('keeps the measurement that would reverse it, and tells it when the question opens again', () => {
    const reversedBy = 'more than 20 failed logins in five minutes';
    const { vote } = allowedVote(press(deciding(), service, lead, 'hold', { reason: 'a fix is near', reversedBy }));
    expect(vote.reversedBy).toBe(reversedBy);
    const held = deciding()
      .decide('hold', lead, vote)
      .wait(60 * minute);
    const [ended] = dueMoves(held.incident, service, fullTeam, held.now).moves.filter(
      ({ draft }) => draft.body.kind === 'hold-ended',
    );
    expect(ended?.draft.body).toMatchObject({
      why: `its time is up, and its criterion was: a fix is near; what would reverse it: ${reversedBy}`,
    });
    expect(outcomeOf(press(deciding(), service, lead, 'hold', { reversedBy: 'x'.repeat(301) }))).toBe('bad-input');
    expect(allowedVote(press(deciding(), service, lead, 'refuse', { reversedBy })).vote).not.toHaveProperty(
      'reversedBy',
    );
  });

  test('that names no time opens again after one more window', () => {
    const { vote } = allowedVote(press(deciding().wait(minute), service, lead, 'hold'));
    expect(vote.reopenAt).toBe('2026-06-03T14:31:00.000Z');
  });

  test('cannot open again in the past', () => {
    const reopenAt = '2026-06-03T14:00:00.000Z' as Instant;
    expect(outcomeOf(press(deciding(), service, lead, 'hold', { reopenAt }))).toBe('bad-input');
  });

  test('needs its criterion', () => {
    const verdict = press(deciding(), service, lead, 'hold', { reason: '' });
    expect(wordsOf(verdict)[0]).toContain('which measurement would change your mind');
  });
});
