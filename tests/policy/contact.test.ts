import { describe, expect, test } from 'vitest';
import { PersonId } from '../../src/domain/ids.ts';
import { contactMoves } from '../../src/policy/contact.ts';
import { contactLines } from '../../src/policy/contact-proof.ts';
import {
  cto,
  deciding,
  declared,
  fullTeam,
  lead,
  onCall,
  owner,
  policy,
  type Tale,
} from '../support/incident-builder.ts';

const service = policy();
const minute = 60_000;
const moves = (tale: Tale, asked = service, resolved = fullTeam) =>
  contactMoves(tale.incident, asked, resolved, tale.now);
const kinds = (tale: Tale, asked = service) => moves(tale, asked).map((move) => move.kind);

describe('the ladder', () => {
  test('asks the lead by direct message at once', () => {
    expect(moves(declared())).toEqual([
      { kind: 'attempt', attempt: 0, by: 'direct-message', to: [lead], waitMs: 2 * minute },
    ]);
  });

  test('asks nothing while an attempt is on its way but to deliver it and to look when its wait would be over', () => {
    expect(moves(declared().attempt(0, 'under-way'))).toEqual([
      { kind: 'deliver', attempt: 0 },
      { kind: 'wait', until: '2026-06-03T14:02:00.000Z' },
    ]);
  });

  test('goes on to the next attempt at the millisecond at which the wait is over', () => {
    const asked = declared().attempt(0);
    expect(moves(asked.wait(2 * minute - 1))).toEqual([{ kind: 'wait', until: '2026-06-03T14:02:00.000Z' }]);
    expect(moves(asked.wait(2 * minute))).toEqual([
      { kind: 'attempt', attempt: 1, by: 'mention', to: [lead], waitMs: 3 * minute },
    ]);
  });

  test('counts the wait from the delivery, not from the attempt', () => {
    const slow = declared().attempt(0, 'under-way').wait(90_000).write({ kind: 'contact-delivered', attempt: 0 });
    expect(moves(slow)).toEqual([{ kind: 'wait', until: '2026-06-03T14:03:30.000Z' }]);
  });

  test('does not wait for an answer to what nobody got', () => {
    expect(kinds(declared().attempt(0, 'failed'))).toEqual(['attempt']);
  });

  test('is not held up by a message that Slack does not take: a page may get through', () => {
    expect(
      kinds(
        declared()
          .attempt(0, 'under-way')
          .wait(2 * minute),
      ),
    ).toEqual(['deliver', 'attempt']);
  });

  test('ends with an answer', () => {
    const here = declared().attempt(0).write({ kind: 'contact-answered', role: 'team-lead', how: 'said so' }, lead);
    expect(moves(here.wait(20 * minute))).toEqual([]);
  });

  test('ends with a decision, but for what is on its way', () => {
    expect(kinds(deciding().attempt(0, 'under-way').decide('refuse', cto))).toEqual(['deliver']);
  });

  test('never starts when the lead declared the incident', () => {
    expect(moves(declared({ by: lead }).wait(20 * minute))).toEqual([]);
  });

  test('asks the on-call engineer where they are empowered, and the owner where they are alone', () => {
    const first = (profile: string) => moves(declared(), policy({ authority: { profile } }))[0];
    expect(first('on-call-empowered')).toMatchObject({ kind: 'attempt', to: [onCall] });
    expect(first('single-operator')).toMatchObject({ kind: 'attempt', to: [owner] });
  });
});

describe('the ladder asks only whoever may decide', () => {
  test('goes on to the new lead when whoever answered no longer holds the role', () => {
    const newLead = PersonId.parse('U0NEWLEAD');
    const resolved = { ...fullTeam, roster: { ...fullTeam.roster, 'team-lead': [newLead] } };
    const here = declared().attempt(0).write({ kind: 'contact-answered', role: 'team-lead', how: 'said so' }, lead);
    expect(moves(here.wait(2 * minute), service, resolved)).toMatchObject([{ kind: 'attempt', to: [newLead] }]);
  });

  test('asks the other lead where the one who declared may not decide', () => {
    const other = PersonId.parse('U0OTHERLEAD');
    const resolved = { ...fullTeam, roster: { ...fullTeam.roster, 'team-lead': [lead, other] } };
    const barred = policy({ authority: { requester_may_decide: false } });
    expect(moves(declared({ by: lead }), barred, resolved)).toMatchObject([{ kind: 'attempt', to: [other] }]);
    expect(moves(declared({ by: lead }), service, resolved)).toEqual([]);
  });

  test('calls nobody who may not decide', () => {
    const barred = policy({ authority: { requester_may_decide: false } });
    const other = PersonId.parse('U0OTHERCTO');
    const resolved = { ...fullTeam, roster: { cto: [cto, other] } };
    expect(moves(declared({ by: cto }), barred, resolved)).toMatchObject([
      { kind: 'wait' },
      { kind: 'open-rung', role: 'cto', people: [other] },
    ]);
  });
});

describe("the on-call engineer's rung", () => {
  const tried = declared().leadSilent(service);

  test('opens when the last wait is over, and says why', () => {
    expect(moves(tried)).toEqual([
      {
        kind: 'open-rung',
        role: 'on-call',
        people: [onCall],
        why: 'The team lead did not answer a direct message at 14:00:00 UTC and a mention in the channel at 14:02:00 UTC.',
      },
    ]);
  });

  test('opens once', () => {
    const opened = tried.write({ kind: 'rung-opened', role: 'on-call', why: 'silence' });
    expect(moves(opened)).toEqual([]);
  });

  test.each([
    ['by time alone', declared().wait(29 * minute)],
    [
      'by a lapse',
      declared()
        .wait(31 * minute)
        .write({ kind: 'window-lapsed', closedAt: declared().incident.declaredAt }),
    ],
    [
      'by a delivery that failed without counting',
      declared()
        .attempt(0, 'failed')
        .attempt(1)
        .wait(20 * minute),
    ],
  ])('never opens %s', (_, tale) => {
    expect(moves(tale)).not.toContainEqual(expect.objectContaining({ role: 'on-call' }));
  });
});

describe("the CTO's rung", () => {
  const rung = (tale: Tale, asked = service, resolved = fullTeam) =>
    moves(tale, asked, resolved).find((move) => move.kind === 'open-rung' && move.role === 'cto');
  const lapsed = { kind: 'window-lapsed', closedAt: declared().incident.declaredAt } as const;

  test('stays quiet while others can still decide', () => {
    expect(rung(declared())).toBeUndefined();
    expect(
      rung(
        declared()
          .leadSilent(service)
          .wait(20 * minute),
      ),
    ).toBeUndefined();
  });

  test.each([
    [
      'the window has lapsed',
      declared()
        .wait(30 * minute)
        .write(lapsed),
      fullTeam,
    ],
    ['the lead is silent and nobody is on call', declared().leadSilent(service), withoutRole('on-call')],
    ['nobody can be found as lead', declared(), withoutRole('team-lead')],
    [
      'a failed delivery leaves the lead unproved',
      declared()
        .attempt(0, 'failed')
        .attempt(1)
        .wait(3 * minute),
      fullTeam,
    ],
  ])('opens when %s', (_, tale, resolved) => {
    expect(rung(tale, service, resolved)).toMatchObject({ people: [cto] });
  });

  test('opens when the lead asked and may not decide on it', () => {
    const strict = policy({ authority: { requester_may_decide: false } });
    expect(rung(declared({ by: lead }), strict)).toMatchObject({
      why: 'The team lead declared the incident and may not decide on it.',
    });
  });
});

test('while nobody is found for the role, it is looked up again, and no attempt is made up', () => {
  const found = moves(declared(), service, withoutRole('team-lead'));
  expect(found).toContainEqual({ kind: 'wait', until: '2026-06-03T14:00:30.000Z' });
  expect(found.filter((move) => move.kind === 'attempt')).toEqual([]);
});

test('the card prints the proof, attempt by attempt', () => {
  const tale = declared()
    .attempt(0, 'failed-counts')
    .wait(2 * minute)
    .attempt(1)
    .wait(3 * minute);
  expect(contactLines(tale.incident, service, fullTeam, tale.now)).toEqual([
    'Attempt 1: a direct message to <@U0LEAD> at 14:00:00 UTC, not delivered (Slack says user_disabled); policy lets it count as an attempt.',
    'Attempt 2: a mention in the channel to <@U0LEAD> at 14:02:00 UTC, delivered; given until 14:05:00 UTC to answer.',
    'No answer to any attempt: since 14:05:00 UTC the team lead counts as unreachable.',
  ]);
});

function withoutRole(role: 'team-lead' | 'on-call') {
  const { [role]: _, ...roster } = fullTeam.roster;
  return { roster, unresolved: [{ role, why: 'the user group is empty' }] };
}
