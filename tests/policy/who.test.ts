import { describe, expect, test } from 'vitest';
import type { Vote } from '../../src/domain/decision.ts';
import type { PersonId } from '../../src/domain/ids.ts';
import type { ServicePolicy } from '../../src/domain/policy-file/service.ts';
import { deciderLines } from '../../src/policy/decider-lines.ts';
import { rosterHealth } from '../../src/policy/roster-health.ts';
import { whoCouldDecide } from '../../src/policy/who.ts';
import { press } from '../support/ballot.ts';
import { cto, deciding, declared, fullTeam, lead, onCall, policy, type Tale } from '../support/incident-builder.ts';

const service = policy();

function aVote(by: PersonId): Vote {
  const { incident, proposedDigest } = deciding();
  const basis = {
    role: 'team-lead',
    rule: 'lead',
    say: 'The team lead may decide at any time (S8).',
    evidence: [],
  } as const;
  return {
    choice: 'approve',
    by,
    basis: { ...basis, evidence: [] },
    revision: incident.lastRevision,
    digest: proposedDigest,
  };
}

const minute = 60_000;
const who = (tale: Tale | null, asked = service, resolved = fullTeam) =>
  whoCouldDecide({ service: asked, resolved, incident: tale?.incident ?? null, now: tale?.now ?? declared().now });

describe('who could decide', () => {
  test('without an incident: by role, by rule, and what would change it', () => {
    expect(who(null)).toEqual([
      'At any time: <@U0LEAD> (team lead) or <@U0CTO> (CTO).',
      'Within ten minutes of a declaration: <@U0CALL> (on-call engineer) as well, if the team lead does not answer a direct message (2 min) and a mention in the channel (3 min).',
      "What would change it: an answer from the team lead ends the attempts to reach them and the on-call engineer's right to stand in.",
      'After the window the same people may decide with a reason; it is recorded as late.',
    ]);
  });

  test('during one: now, in ten minutes, and until when', () => {
    const tale = declared().attempt(0).wait(minute);
    expect(who(tale).slice(0, 6)).toEqual([
      'Now, on INC-7:',
      '<@U0LEAD>, team lead: may decide at any time (S8).',
      '<@U0CTO>, CTO: may decide at any time (S8); not called so far.',
      'Not now: <@U0CALL>, on-call engineer: may decide from about 14:05:00 UTC if nobody answers for the team lead.',
      'Not now: <@U0OWNER>, owner: does not decide under this profile.',
      'In ten minutes: <@U0CALL>, on-call engineer, as well, if nobody answers for the team lead until 14:05:00 UTC.',
    ]);
  });

  test('once the lead is silent: the stand-in, with the proof', () => {
    expect(who(declared().leadSilent(service))).toContain(
      '<@U0CALL>, on-call engineer: may decide, because the team lead did not answer a direct message at 14:00:00 UTC and a mention in the channel at 14:02:00 UTC (S8).',
    );
  });

  test('names roles that nobody could look up, and guesses nobody', () => {
    const resolved = {
      roster: { cto: [cto] },
      unresolved: [{ role: 'team-lead' as const, why: 'Slack did not answer' }],
    };
    expect(who(null, service, resolved)).toContain(
      'I could not find out who is the team lead: Slack did not answer. Nobody is guessed.',
    );
  });
});

describe('the answer promises no more than a click would get', () => {
  test('says what the end of the window changes within ten minutes', () => {
    const late = deciding().wait(25 * minute);
    expect(who(late, policy({ window: { late_decision: 'forbidden' } }))).toContain(
      'In ten minutes: nobody may approve any more; the window closes at 14:30:00 UTC.',
    );
    expect(who(late, policy({ window: { late_decision: 'cto-only' } }))).toContain(
      'In ten minutes: only <@U0CTO> (CTO) may approve; the window closes at 14:30:00 UTC.',
    );
  });

  test('promises nothing to an on-call engineer who declared and may not decide', () => {
    const barred = policy({ authority: { requester_may_decide: false } });
    expect(who(declared({ by: onCall }).attempt(0), barred)).toContain('In ten minutes: the same people.');
  });

  test('says that there is no plan to decide on yet', () => {
    expect(who(declared())).toContain('There is no plan to decide on yet; the buttons come with it.');
    expect(who(deciding()).join()).not.toContain('no plan');
  });

  test.each<[string, Tale, ServicePolicy]>([
    [
      'an objection stands',
      deciding().write({ kind: 'objection-raised', role: 'team-lead', why: 'wait' }, lead),
      policy({ authority: { profile: 'on-call-empowered' } }),
    ],
    ['the path is forbidden', deciding(), policy({ authority: { forbidden_paths: ['restore'] } })],
    [
      'one of two has approved',
      deciding().write({ kind: 'vote-cast', vote: aVote(lead) }, lead),
      policy({ authority: { votes_needed: 2 } }),
    ],
    [
      'the window is over for all but the CTO',
      deciding().wait(31 * minute),
      policy({ window: { late_decision: 'cto-only' } }),
    ],
    ['the lead is silent', deciding().leadSilent(service), service],
  ])('where %s, the lines say of everybody what a click would be judged as', (_, tale, asked) => {
    for (const line of deciderLines({ incident: tale.incident, service: asked, resolved: fullTeam, now: tale.now })) {
      const judged = (choice: 'approve' | 'refuse') => press(tale, asked, line.person, choice).kind === 'granted';
      expect([line.person, line.mayNow, line.mayDecline]).toEqual([line.person, judged('approve'), judged('refuse')]);
    }
  });
});

describe('the health of a roster', () => {
  const failing = (asked = service, resolved = fullTeam) =>
    rosterHealth(asked, resolved)
      .filter(({ result }) => result === 'failed' || result === 'warned')
      .map(({ check, result }) => `${result}: ${check}`);

  test('is good where every role has somebody', () => expect(failing()).toEqual([]));

  test.each([
    [
      'nobody could decide',
      { roster: { 'on-call': [onCall], owner: [] }, unresolved: [] },
      'failed: somebody could decide',
    ],
    [
      'fewer than two could',
      { roster: { 'team-lead': [lead] }, unresolved: [] },
      'warned: at least two people could decide',
    ],
    [
      'lead and on-call are one person',
      { roster: { 'team-lead': [lead], cto: [cto], 'on-call': [lead], owner: [] }, unresolved: [] },
      'failed: the stand-in is somebody else',
    ],
    [
      'a lookup failed',
      { ...fullTeam, unresolved: [{ role: 'cto' as const, why: 'exit code 1' }] },
      'failed: every role has an active person',
    ],
  ])('is bad where %s', (_, resolved, finding) => {
    expect(failing(service, resolved)).toContain(finding);
  });

  test('is bad where more votes are needed than people could cast', () => {
    const three = policy({ authority: { votes_needed: 3 } });
    const two = { roster: { 'team-lead': [lead], cto: [cto] }, unresolved: [] };
    expect(failing(three, two)).toContain('failed: enough people for the votes needed');
  });

  test('is bad where the votes needed could never be cast together: a lead who votes is no lead to stand in for', () => {
    const two = policy({ authority: { votes_needed: 2, roles: { 'team-lead': [lead], 'on-call': [onCall] } } });
    const pair = { roster: { 'team-lead': [lead], 'on-call': [onCall] }, unresolved: [] };
    expect(failing(two, pair)).toContain('failed: enough people for the votes needed');
    expect(failing(policy({ authority: { votes_needed: 2 } }))).toEqual([]);
  });

  test('is weak where too few are left when one of them declares and may not decide', () => {
    const asked = policy({ authority: { votes_needed: 2, requester_may_decide: false } });
    expect(failing(asked)).toContain('warned: somebody is left when a decider declares');
  });

  test('is bad where only the CTO may decide late and there is none', () => {
    const { cto: _, ...roster } = fullTeam.roster;
    const late = policy({ window: { late_decision: 'cto-only' } });
    expect(failing(late, { roster, unresolved: [] })).toContain('warned: somebody could decide late');
  });

  test('does not ask a single operator for a second person', () => {
    const alone = policy({ authority: { profile: 'single-operator', roles: { owner: [lead] } } });
    expect(failing(alone, { roster: { owner: [lead] }, unresolved: [] })).toEqual([]);
  });
});
