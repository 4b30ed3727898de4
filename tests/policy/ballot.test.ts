import { describe, expect, test } from 'vitest';
import { Digest, type Instant } from '../../src/domain/ids.ts';
import { allowedVote, outcomeOf, press, wordsOf } from '../support/ballot.ts';
import { cto, deciding, declared, lead, onCall, owner, passerBy, policy } from '../support/incident-builder.ts';

const service = policy();
const minute = 60_000;

describe('the edge of the window', () => {
  test.each([
    ['a millisecond before the end is in time', 30 * minute - 1, undefined],
    ['at the end is late, by less than a millisecond', 30 * minute, 1],
    ['a millisecond after the end is late by one', 30 * minute + 1, 1],
    ['four minutes after is late by four minutes', 34 * minute, 4 * minute],
  ] as const)('a vote %s', (_, afterMs, lateByMs) => {
    const { vote, validFrom, validUntil } = allowedVote(press(deciding().wait(afterMs), service, lead, 'approve'));
    const closes = '2026-06-03T14:30:00.000Z';
    expect(vote.lateByMs).toBe(lateByMs);
    expect([validFrom, validUntil]).toEqual(lateByMs === undefined ? [null, closes] : [closes, null]);
  });

  const late = deciding().wait(34 * minute);
  test.each([
    ['allowed', lead, 'approve', 'lead'],
    ['with-reason', lead, 'approve', 'lead'],
    ['cto-only', lead, 'approve', 'window-lapsed'],
    ['cto-only', cto, 'approve', 'cto'],
    ['cto-only', lead, 'refuse', 'lead'],
    ['cto-only', lead, 'hold', 'lead'],
    ['forbidden', cto, 'approve', 'window-lapsed'],
    ['forbidden', cto, 'refuse', 'cto'],
  ] as const)('late decisions %s: %s who wants to %s meets %s', (late_decision, person, choice, expected) => {
    expect(outcomeOf(press(late, policy({ window: { late_decision } }), person, choice))).toBe(expected);
  });

  test('with a reason: a late vote without one is refused and says how late it is', () => {
    expect(wordsOf(press(late, service, lead, 'approve', { reason: ' ' }))).toEqual([
      'The decision window closed 4 min ago, and a decision after it needs a reason. → Say in a sentence why now; it is written down as late by so many minutes, with your reason.',
    ]);
  });

  test('CTO only: the refusal says who may, and what is still possible', () => {
    expect(wordsOf(press(late, policy({ window: { late_decision: 'cto-only' } }), lead, 'approve'))).toEqual([
      'The decision window closed at 14:30:00 UTC, 4 min ago, without a decision; after it only the CTO may approve. → Ask <@U0CTO>. You may still refuse or hold.',
    ]);
  });
});

describe('a vote is refused, with who, when and what next,', () => {
  test('when somebody else was faster', () => {
    const tale = deciding()
      .wait(8 * minute)
      .decide('approve', lead)
      .wait(2_000);
    const digest = tale.proposedDigest.slice(0, 8);
    expect(wordsOf(press(tale, service, cto, 'refuse'))).toEqual([
      `Already decided: <@U0LEAD> approved plan revision 1 (digest ${digest}) at 14:08:00 UTC as team lead. → There is nothing more to vote on. If it must not go on, the team lead or the CTO can object: steps that have not begun then wait.`,
    ]);
    expect(wordsOf(press(tale, service, lead, 'approve'))[0]).toContain(
      'Already decided: you approved plan revision 1',
    );
  });

  test('when it is held, and says when the question opens again', () => {
    const tale = deciding().decide('hold', lead, { reopenAt: '2026-06-04T09:00:00.000Z' as Instant });
    expect(wordsOf(press(tale, service, cto, 'approve'))[0]).toContain(
      'The question opens again at 4 Jun 2026, 09:00:00 UTC',
    );
  });

  test('when the plan has changed since the button was drawn', () => {
    const first = deciding();
    const tale = first.wait(minute).plan({ lossMayGrowByRows: 5 }, ['rows lost: 12 → 40', 'allowed growth: 10000 → 5']);
    const digest = tale.proposedDigest.slice(0, 8);
    expect(wordsOf(press(tale, service, lead, 'approve', { revision: 1, digest: first.proposedDigest }))).toEqual([
      `You were looking at revision 1; the plan is now revision 2 (digest ${digest}), proposed by me at 14:01:00 UTC. Changed: rows lost: 12 → 40; allowed growth: 10000 → 5. Nothing was counted. → Read the card again and decide on revision 2.`,
    ]);
  });

  test.each([
    ['a forged digest', { digest: Digest.parse('0'.repeat(64)) }],
    ['a revision that was never proposed', { revision: 7 }],
  ])('when the button carries %s', (_, forged) => {
    const verdict = press(deciding(), service, lead, 'approve', forged);
    expect(outcomeOf(verdict)).toBe('plan-changed');
    expect(wordsOf(verdict)[0]).toContain('This button does not belong to the plan on the table');
  });
});

describe('a vote on what cannot be decided is refused', () => {
  test('before there is a plan', () => {
    expect(outcomeOf(press(declared(), service, lead, 'approve'))).toBe('plan-not-ready');
  });

  test('when preparing stopped, and names the step', () => {
    const tale = declared()
      .write({ kind: 'step-began', step: 'validate-copy', attempt: 1, fence: 1, intent: {} })
      .write({
        kind: 'step-failed',
        step: 'validate-copy',
        error: { code: 'validation-failed', say: 'users is missing', hint: '' },
        findings: [],
      });
    expect(wordsOf(press(tale, service, lead, 'approve'))).toEqual([
      'There is no plan to decide on: preparing it stopped at "validate-copy" (users is missing). → Let that step run again, choose another backup, or close the incident.',
    ]);
  });

  test('once the incident is closed', () => {
    const tale = deciding().write({ kind: 'incident-closed', rootCause: 'a false alarm', pathUsed: 'none' }, lead);
    expect(wordsOf(press(tale, service, lead, 'approve'))[0]).toContain(
      'INC-7 was closed at 14:00:00 UTC, without a decision.',
    );
  });

  test('when the path is forbidden, whoever asks (P2)', () => {
    const forwardOnly = policy({ authority: { forbidden_paths: ['restore'] } });
    expect(outcomeOf(press(deciding(), forwardOnly, cto, 'approve'))).toBe('path-forbidden');
    expect(outcomeOf(press(deciding(), forwardOnly, cto, 'hold'))).toBe('cto');
  });

  test('with everything that the form lacks at once', () => {
    const strict = policy({ authority: { reason_required: ['approve'] } });
    const verdict = press(deciding(), strict, lead, 'approve', { reason: undefined, typed: 'promptrefin' });
    expect(wordsOf(verdict)).toEqual([
      'To approve, the policy of PromptRefine asks for a reason. → One sentence is enough; the timeline keeps it.',
      'Approving this changes the database of PromptRefine, so `promptrefine` has to be typed, and something else was typed. → Press the button again and type `promptrefine`.',
    ]);
  });

  test('to a passer-by, with the names of those who may', () => {
    expect(wordsOf(press(deciding(), service, passerBy, 'approve'))).toEqual([
      'You may not decide for PromptRefine: you hold none of its roles. → Ask the team lead (<@U0LEAD>), the CTO (<@U0CTO>) or the on-call engineer (<@U0CALL>, if the team lead cannot be reached).',
    ]);
  });
});

describe('two votes', () => {
  const two = policy({ authority: { votes_needed: 2 } });
  const first = allowedVote(press(deciding(), two, lead, 'approve'));
  const voted = deciding().write({ kind: 'vote-cast', vote: first.vote }, lead);

  test('from different people decide together', () => {
    expect(first).toMatchObject({ decides: false, votesMissing: 1 });
    expect(allowedVote(press(voted, two, cto, 'approve'))).toMatchObject({ decides: true, voters: [lead, cto] });
  });

  test('are not needed to refuse or to hold', () => {
    expect(allowedVote(press(voted, two, cto, 'refuse'))).toMatchObject({ decides: true, voters: [cto] });
    expect(allowedVote(press(voted, two, lead, 'hold'))).toMatchObject({ decides: true });
  });

  test('are voided by a new revision', () => {
    const revised = voted.plan({}, ['rows lost: 1 → 2']);
    expect(allowedVote(press(revised, two, cto, 'approve'))).toMatchObject({ decides: false, voters: [cto] });
  });

  test('are not needed for a path that leaves the database alone', () => {
    const code = deciding().plan({ path: 'app-rollback' });
    expect(allowedVote(press(code, two, lead, 'approve', { typed: undefined }))).toMatchObject({ decides: true });
  });
});

describe('an objection', () => {
  const objected = deciding()
    .leadSilent(service)
    .write({ kind: 'objection-raised', role: 'team-lead', why: 'the copy is of the wrong day' }, lead);

  test('stops approval by a stand-in or by others, in the words of whoever raised it', () => {
    expect(wordsOf(press(objected, service, onCall, 'approve'))).toEqual([
      '<@U0LEAD>, team lead, objected at 14:05:00 UTC: the copy is of the wrong day → Talk to <@U0LEAD>, who can take the objection back; the CTO (<@U0CTO>) may decide over it.',
    ]);
  });

  test('does not stop the CTO, nor whoever raised it', () => {
    expect(outcomeOf(press(objected, service, cto, 'approve'))).toBe('cto');
    expect(outcomeOf(press(objected, service, lead, 'approve'))).toBe('lead');
  });

  test('does not stop refusing', () => {
    expect(outcomeOf(press(objected, service, onCall, 'refuse'))).toBe('stand-in');
  });
});

describe('a single operator', () => {
  const alone = policy({ authority: { profile: 'single-operator', typed_confirmation: false } });
  const loss = {
    countedAt: '2026-06-03T14:00:00.000Z' as Instant,
    since: '2026-06-03T02:00:00.000Z' as Instant,
    method: 'xmin' as const,
    tables: [{ table: 'public.test_runs', inserted: 1_700, updated: 88, deleted: 0, examples: [] }],
    unmeasured: [],
  };
  const tale = deciding().plan({ statedLoss: loss });

  test('types the loss, whatever the policy says of others', () => {
    expect(wordsOf(press(tale, alone, owner, 'approve', { typed: 'promptrefine' }))[0]).toContain(
      '`promptrefine loses 1788` has to be typed',
    );
    expect(outcomeOf(press(tale, alone, owner, 'approve', { typed: ' PromptRefine  loses 1,788 ' }))).toBe(
      'single-operator',
    );
  });

  test('is recorded as one, with the pause before anything begins', () => {
    const { vote, voters } = allowedVote(press(tale, alone, owner, 'approve'));
    expect(vote).toMatchObject({ coolingOffMs: minute, basis: { role: 'owner', rule: 'single-operator' } });
    expect(voters).toEqual([owner]);
  });
});
