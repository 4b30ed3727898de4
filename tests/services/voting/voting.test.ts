import { describe, expect, test } from 'vitest';
import { type Instant, type PersonId, toInstant } from '../../../src/domain/ids.ts';
import type { Verdict } from '../../../src/domain/verdict.ts';
import type { Judged } from '../../../src/engine/journal.ts';
import type { Scene } from '../../../src/services/voting/act-on.ts';
import { judgeAnswer } from '../../../src/services/voting/answer-contact.ts';
import { judgeCorrection } from '../../../src/services/voting/correct-identification.ts';
import { judgeObjection } from '../../../src/services/voting/object.ts';
import { judgeBallot } from '../../../src/services/voting/vote.ts';
import { judgeWithdrawal } from '../../../src/services/voting/withdraw.ts';
import { wordsOf } from '../../support/ballot.ts';
import {
  cto,
  deciding,
  declared,
  fullTeam,
  lead,
  onCall,
  owner,
  passerBy,
  policy,
  requester,
  type Tale,
} from '../../support/incident-builder.ts';

const minute = 60_000;
const service = policy();
const two = policy({ authority: { votes_needed: 2 } });
const scene = (tale: Tale, person: PersonId, asked = service): Scene => ({
  incident: tale.incident,
  service: asked,
  resolved: fullTeam,
  person,
  now: tale.now,
});
const ballot = (tale: Tale) => ({
  incident: tale.incident.id,
  choice: 'approve' as const,
  revision: tale.incident.proposed?.revision ?? 0,
  digest: tale.proposedDigest,
  typed: 'promptrefine',
});
const approve = (tale: Tale, person: PersonId, asked = service) =>
  judgeBallot(scene(tale, person, asked), ballot(tale));

function kindsOf(verdict: Verdict<Judged>): string[] {
  return verdict.kind === 'granted'
    ? verdict.value.drafts.map((draft) => draft.body.kind)
    : verdict.reasons.map((reason) => reason.code);
}

function goOn(tale: Tale, verdict: Verdict<Judged>): Tale {
  return tale.writeAll(verdict.kind === 'granted' ? verdict.value.drafts : []);
}

describe('“I am here”, pressed on an old message', () => {
  test('after the decision is answered with who decided, and thanks nobody for coming', () => {
    const silent = deciding().leadSilent(service);
    const decided = goOn(silent, approve(silent, onCall));
    expect(wordsOf(judgeAnswer(scene(decided, lead), 'pressed'))).toEqual([
      expect.stringMatching(/^Already decided: <@U0CALL> approved plan revision 1 .*standing in for the team lead/),
    ]);
  });
});

describe('a vote', () => {
  test('that is the last missing one is cast and decides in one append, held to the window’s end', () => {
    const verdict = approve(deciding(), cto);
    expect(kindsOf(verdict)).toEqual(['vote-cast', 'decision-made']);
    expect(verdict).toMatchObject({ value: { guard: { notAfter: '2026-06-03T14:30:00.000Z' } } });
  });

  test('of a stand-in is held to the end of the last wait as well', () => {
    expect(approve(deciding().leadSilent(service), onCall)).toMatchObject({
      value: { guard: { notBefore: '2026-06-03T14:05:00.000Z', notAfter: '2026-06-03T14:30:00.000Z' } },
    });
  });

  test('of the lead shows that the lead is here', () => {
    expect(kindsOf(approve(deciding(), lead, two))).toEqual(['contact-answered', 'vote-cast']);
  });

  test('of whoever objected takes the objection back', () => {
    const objected = goOn(deciding(), judgeObjection(scene(deciding(), cto), 'wrong day'));
    expect(kindsOf(approve(objected, cto))).toEqual(['objection-withdrawn', 'vote-cast', 'decision-made']);
  });

  test('that has been carried out is not withdrawn, whatever was left of a pause', () => {
    const alone = policy({ authority: { profile: 'single-operator', requester_may_decide: true } });
    const cooling = deciding().decide('approve', owner, { coolingOffMs: minute });
    const recovered = cooling.write({ kind: 'incident-recovered', summary: 'all steps done' });
    expect(kindsOf(judgeWithdrawal(scene(recovered, owner, alone), 'changed my mind'))).toEqual(['already-decided']);
  });

  test('together with an earlier one decides, and the decision names both', () => {
    const half = goOn(deciding(), approve(deciding(), lead, two));
    const whole = goOn(half, approve(half, cto, two));
    expect(whole.incident).toMatchObject({ phase: 'executing', decision: { by: cto } });
  });
});

describe('an objection', () => {
  test('needs its reason, and comes once from each', () => {
    expect(kindsOf(judgeObjection(scene(deciding(), lead), ' '))).toEqual(['reason-missing']);
    const once = goOn(deciding(), judgeObjection(scene(deciding(), lead), 'wrong day'));
    expect(wordsOf(judgeObjection(scene(once, lead), 'wrong day'))).toEqual([
      'Your objection of 14:00:00 UTC stands: wrong day → You can withdraw it, or add to it with `/incident note`.',
    ]);
  });

  test('takes the objector’s own approval back, so that it is not counted with somebody else’s', () => {
    const half = goOn(deciding(), approve(deciding(), cto, two));
    expect(kindsOf(judgeObjection(scene(half, cto), 'wrong day'))).toEqual(['vote-withdrawn', 'objection-raised']);
  });

  test('after the decision stops what has not begun', () => {
    const approved = deciding().decide('approve', cto);
    expect(kindsOf(judgeObjection(scene(approved, lead), 'wrong day'))).toEqual(['objection-raised']);
  });

  test('is not open to the on-call engineer, who is told who may', () => {
    expect(wordsOf(judgeObjection(scene(deciding(), onCall), 'no'))[0]).toContain(
      'only the team lead, the CTO or the owner may',
    );
  });
});

describe('taking back', () => {
  test('an own vote that has not decided', () => {
    const half = goOn(deciding(), approve(deciding(), lead, two));
    const after = goOn(half, judgeWithdrawal(scene(half, lead, two), 'too early'));
    expect(after.incident.votes).toEqual([]);
  });

  test('an own objection, also while steps wait for it', () => {
    const stopped = deciding().decide('approve', cto);
    const objected = goOn(stopped, judgeObjection(scene(stopped, lead), 'wrong day'));
    expect(kindsOf(judgeWithdrawal(scene(objected, lead), 'it is the right day'))).toEqual(['objection-withdrawn']);
  });

  test('the decision itself while a single operator cools off', () => {
    const alone = policy({ authority: { profile: 'single-operator' } });
    const approved = deciding().decide('approve', owner, { coolingOffMs: minute });
    const after = goOn(approved, judgeWithdrawal(scene(approved, owner, alone), 'I slipped'));
    expect(after.incident).toMatchObject({ phase: 'standing-by', coolingUntil: null });
  });

  test('is refused for what is somebody else’s, and for a decision', () => {
    const half = goOn(deciding(), approve(deciding(), lead, two));
    expect(kindsOf(judgeWithdrawal(scene(half, cto, two), 'no'))).toEqual(['not-yours']);
    const decided = deciding().decide('approve', lead);
    expect(kindsOf(judgeWithdrawal(scene(decided, lead), 'no'))).toEqual(['already-decided']);
  });
});

describe('"I am here"', () => {
  test('from the lead is written once', () => {
    const asked = declared().attempt(0);
    const first = judgeAnswer(scene(asked, lead), 'pressed "I am here"');
    expect(kindsOf(first)).toEqual(['contact-answered']);
    expect(kindsOf(judgeAnswer(scene(goOn(asked, first), lead), 'again'))).toEqual([]);
  });

  test('cannot be said for somebody else', () => {
    expect(wordsOf(judgeAnswer(scene(declared().attempt(0), passerBy), 'she is here'))).toEqual([
      'INC-7 waits for an answer from the team lead of PromptRefine (<@U0LEAD>), and nobody can answer for them. → If you can reach them another way, ask them to press the button themselves.',
    ]);
  });
});

describe('correcting when it was identified', () => {
  const earlier = '2026-06-03T13:50:00.000Z' as Instant;
  const correct = (tale: Tale, identifiedAt: Instant = earlier, person = requester) =>
    judgeCorrection(scene(tale, person), { identifiedAt, why: 'the logs say so' });

  test('is held to the window’s end', () => {
    expect(correct(deciding())).toMatchObject({ value: { guard: { notAfter: '2026-06-03T14:30:00.000Z' } } });
  });

  test.each([
    ['after the first vote, even one that was taken back', afterAVote(), earlier, 'wrong-phase'],
    ['once the window has closed', deciding().wait(30 * minute), earlier, 'window-lapsed'],
    ['to an instant after the declaration', deciding(), toInstant(new Date('2026-06-03T14:01:00Z')), 'bad-input'],
    ['to what it is already', deciding(), deciding().incident.identifiedAt, 'bad-input'],
  ] as const)('is refused %s', (_, tale, instant, code) => {
    expect(kindsOf(correct(tale, instant))).toEqual([code]);
  });

  function afterAVote(): Tale {
    const half = goOn(deciding(), approve(deciding(), lead, two));
    return goOn(half, judgeWithdrawal(scene(half, lead, two), 'too early'));
  }
});
