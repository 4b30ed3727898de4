import { describe, expect, test } from 'vitest';
import { cardFacts } from '../../src/policy/card-facts.ts';
import {
  deciding,
  declared,
  fullTeam,
  lead,
  owner,
  policy,
  requester,
  type Tale,
} from '../support/incident-builder.ts';

const service = policy();
const minute = 60_000;
const steps = [
  { name: 'validate-copy', title: 'Validate the copy', needsGrant: false },
  { name: 'freeze-writes', title: 'Freeze writes', needsGrant: true },
  { name: 'take-a-walk', title: 'Not in this plan', needsGrant: true },
];
const card = (tale: Tale, asked = service) =>
  cardFacts({ incident: tale.incident, service: asked, resolved: fullTeam, steps, backup: null, now: tale.now });

describe('the card', () => {
  test('says from when the window counts and by whose word', () => {
    expect(card(declared()).window.opensSay).toBe('identified when it was declared, by <@U0SAM>');
    const corrected = declared()
      .wait(minute)
      .write(
        { kind: 'identification-corrected', identifiedAt: declared().incident.identifiedAt, why: 'logs' },
        requester,
      );
    expect(card(corrected).window.opensSay).toBe('corrected by <@U0SAM>: logs');
  });

  test('knows the two clocks apart', () => {
    expect(card(declared({ identifiedAgoMs: 10 * minute })).window).toMatchObject({
      closesAt: '2026-06-03T14:20:00.000Z',
      fixForwardEndsAt: '2026-06-03T14:30:00.000Z',
      standing: 'open',
    });
    expect(
      card(
        deciding()
          .decide('refuse', lead)
          .wait(60 * minute),
      ).window.standing,
    ).toBe('decided');
  });

  test('names whoever may decide now, and when the stand-in could', () => {
    const [theLead, theCto, standIn] = card(deciding().attempt(0)).deciders;
    expect([theLead?.mayNow, theCto?.mayNow, standIn?.mayNow]).toEqual([true, true, false]);
    expect(standIn?.say).toBe('may decide from about 14:05:00 UTC if nobody answers for the team lead');
  });

  test('says after the window who may still approve', () => {
    const ctoOnly = policy({ window: { late_decision: 'cto-only' } });
    expect(card(deciding().wait(31 * minute), ctoOnly).deciders.map(({ mayNow }) => mayNow)).toEqual([
      false,
      true,
      false,
      false,
    ]);
  });

  test('names nobody any more once it is decided', () => {
    expect(card(deciding().decide('refuse', lead)).deciders).toEqual([]);
  });
});

describe('the card, for whoever acts on it,', () => {
  test('lists the steps of this plan only, with what they found and how long they took', () => {
    const ran = declared()
      .write({ kind: 'step-began', step: 'validate-copy', attempt: 1, fence: 1, intent: {} })
      .wait(1_500)
      .write({ kind: 'step-done', step: 'validate-copy', outcome: {}, findings: [], found: false })
      .plan();
    expect(card(ran).preparation).toMatchObject([{ name: 'validate-copy', status: 'done', tookMs: 1_500 }]);
    expect(card(ran).execution.map(({ name }) => name)).toEqual(['freeze-writes']);
  });

  test('asks in its forms for what the policy asks', () => {
    expect(card(deciding()).asks).toEqual({
      approve: { typed: 'promptrefine', reason: 'optional', reopenAt: null },
      refuse: { typed: null, reason: 'required', reopenAt: null },
      hold: { typed: null, reason: 'required', reopenAt: '2026-06-03T14:30:00.000Z' },
    });
    expect(card(deciding().wait(31 * minute)).asks.approve.reason).toBe('required');
  });

  test('counts approvals by person', () => {
    const two = policy({ authority: { votes_needed: 2 } });
    expect(card(deciding(), two).approvals).toEqual({ given: 0, needed: 2 });
  });

  test('owes a review after one operator decided alone (B1)', () => {
    const basis = { role: 'owner' as const, rule: 'single-operator' as const, say: 'One operator.', evidence: [] };
    expect(card(deciding().decide('approve', owner, { basis })).review).toContain('Somebody else has to review');
    expect(card(deciding().decide('approve', lead)).review).toBeNull();
  });
});
