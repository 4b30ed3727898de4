import { describe, expect, test } from 'vitest';
import { PersonId } from '../../src/domain/ids.ts';
import { allowedVote, outcomeOf, press, wordsOf } from '../support/ballot.ts';
import { cto, deciding, fullTeam, lead, onCall, policy } from '../support/incident-builder.ts';

const service = policy();
const minute = 60_000;
const approveAsOnCall = (tale: ReturnType<typeof deciding>) => press(tale, service, onCall, 'approve');

describe('a stand-in may decide', () => {
  test('only from the millisecond at which the last wait is over', () => {
    const tried = deciding()
      .attempt(0)
      .wait(2 * minute)
      .attempt(1);
    expect(outcomeOf(approveAsOnCall(tried.wait(3 * minute - 1)))).toBe('lead-not-yet-unreachable');
    const verdict = allowedVote(approveAsOnCall(tried.wait(3 * minute)));
    expect(verdict.validFrom).toBe('2026-06-03T14:05:00.000Z');
    expect(verdict.validUntil).toBe('2026-06-03T14:30:00.000Z');
  });

  test('on evidence that names every attempt and its outcome', () => {
    const { vote } = allowedVote(approveAsOnCall(deciding().leadSilent(service)));
    expect(vote.basis).toEqual({
      role: 'on-call',
      rule: 'stand-in',
      say: 'The on-call engineer stands in for the team lead, who did not answer a direct message at 14:00:00 UTC and a mention in the channel at 14:02:00 UTC; the last wait ended at 14:05:00 UTC (S8).',
      evidence: [3, 4, 5, 6],
    });
  });

  test('not by time alone: twenty-nine minutes without an attempt open nothing', () => {
    expect(outcomeOf(approveAsOnCall(deciding().wait(29 * minute)))).toBe('lead-not-yet-unreachable');
  });

  test('not when an attempt is still under way, however long ago it began', () => {
    const tale = deciding()
      .attempt(0)
      .wait(2 * minute)
      .attempt(1, 'under-way')
      .wait(20 * minute);
    expect(wordsOf(approveAsOnCall(tale))).toEqual([
      'As on-call engineer you may decide only when the team lead is proved unreachable, and that is not proved: a mention in the channel has not been delivered yet. → So far: a direct message at 14:00:00 UTC and a mention in the channel at 14:02:00 UTC. Ask <@U0LEAD> to decide, or <@U0CTO> (CTO), who may decide at any time, or wait.',
    ]);
  });
});

describe('a delivery that failed', () => {
  test('counts where policy says so, after its wait', () => {
    const tale = deciding()
      .attempt(0, 'failed-counts')
      .wait(2 * minute)
      .attempt(1)
      .wait(3 * minute);
    const { vote } = allowedVote(approveAsOnCall(tale));
    expect(vote.basis.say).toContain('a direct message at 14:00:00 UTC (not delivered: Slack says user_disabled)');
  });

  test('opens nothing where it does not count, and says that waiting changes nothing', () => {
    const tale = deciding()
      .attempt(0, 'failed')
      .attempt(1)
      .wait(20 * minute);
    expect(wordsOf(approveAsOnCall(tale))).toEqual([
      'As on-call engineer you may decide only when the team lead is proved unreachable, and that is not proved: a direct message could not be delivered (Slack says user_disabled), and the policy does not let that count. → Waiting will not change this: ask <@U0CTO> (CTO), or reach <@U0LEAD> another way and have them answer here.',
    ]);
  });
});

describe('a stand-in may not decide', () => {
  test('any more once the lead has answered, even after the waits are over', () => {
    const silent = deciding().leadSilent(service);
    expect(outcomeOf(approveAsOnCall(silent))).toBe('stand-in');
    const back = silent.write({ kind: 'contact-answered', role: 'team-lead', how: 'pressed "I am here"' }, lead);
    expect(wordsOf(approveAsOnCall(back))).toEqual([
      'The team lead is here: <@U0LEAD> answered (pressed "I am here") at 14:05:00 UTC, so the on-call engineer does not stand in. → Ask <@U0LEAD> to decide, or <@U0CTO> (CTO), who may decide at any time.',
    ]);
  });

  test('when the lead declared the incident: a lead who declares is here', () => {
    const tale = deciding({ by: lead }).leadSilent(service);
    expect(outcomeOf(approveAsOnCall(tale))).toBe('lead-has-answered');
  });

  test('when the lead has changed and the new one was never asked', () => {
    const tale = deciding().leadSilent(service);
    const newLead = PersonId.parse('U0NEWLEAD');
    const resolved = { ...fullTeam, roster: { ...fullTeam.roster, 'team-lead': [newLead] } };
    const verdict = press(tale, service, onCall, 'approve', { resolved });
    expect(outcomeOf(verdict)).toBe('lead-not-yet-unreachable');
    expect(wordsOf(verdict)[0]).toContain('the role has changed hands and <@U0NEWLEAD> was never asked');
  });

  test('but may when whoever answered no longer holds the role and the new lead stayed silent', () => {
    const newLead = PersonId.parse('U0NEWLEAD');
    const resolved = { ...fullTeam, roster: { ...fullTeam.roster, 'team-lead': [newLead] } };
    const tale = deciding()
      .attempt(0)
      .write({ kind: 'contact-answered', role: 'team-lead', how: 'pressed "I am here"' }, lead)
      .write({ kind: 'contact-attempted', attempt: 1, by: 'mention', to: [newLead], waitMs: 3 * minute })
      .write({ kind: 'contact-delivered', attempt: 1 })
      .wait(3 * minute);
    expect(outcomeOf(press(tale, service, onCall, 'approve', { resolved }))).toBe('stand-in');
    const away = { roster: { ...fullTeam.roster, 'team-lead': [] }, unresolved: [] };
    expect(outcomeOf(press(tale, service, onCall, 'approve', { resolved: away }))).toBe('lead-has-answered');
  });

  test('and is not sent to a lead who declared and may not decide', () => {
    const barred = policy({ authority: { requester_may_decide: false } });
    const words = wordsOf(press(deciding({ by: lead }), barred, onCall, 'approve')).join();
    expect(words).toContain('→ Ask <@U0CTO> (CTO), who may decide at any time.');
    expect(words).not.toContain('Ask <@U0LEAD>');
    const silent = wordsOf(press(deciding({ by: cto }), barred, onCall, 'approve')).join();
    expect(silent).not.toContain('<@U0CTO>');
  });

  test('where policy names no attempt: nothing could prove it', () => {
    const noContact = policy({ authority: { contact: [] } });
    expect(outcomeOf(press(deciding().wait(29 * minute), noContact, onCall, 'approve'))).toBe(
      'lead-not-yet-unreachable',
    );
  });

  test('on the silence of an earlier question: what opens again is asked again', () => {
    const held = deciding()
      .leadSilent(service)
      .decide('hold', cto)
      .wait(60 * minute);
    const reopened = held.write({ kind: 'hold-ended', why: 'its time is up' }).plan().wait(minute);
    expect(outcomeOf(approveAsOnCall(reopened))).toBe('lead-not-yet-unreachable');
  });
});

describe('a person with two roles', () => {
  const both = PersonId.parse('U0BOTH');

  test.each([
    ['lead and on-call decides as lead, with no evidence needed', { 'team-lead': [both], 'on-call': [both] }, 'lead'],
    ['CTO and lead decides as CTO', { 'team-lead': [both], cto: [both] }, 'cto'],
    ['CTO and on-call decides as CTO', { cto: [both], 'on-call': [both] }, 'cto'],
  ] as const)('who is %s', (_, roster, rule) => {
    const verdict = press(deciding(), service, both, 'approve', { resolved: { roster, unresolved: [] } });
    expect(outcomeOf(verdict)).toBe(rule);
  });

  test('counts once where two votes are needed', () => {
    const two = policy({ authority: { votes_needed: 2 } });
    const resolved = { roster: { 'team-lead': [both], cto: [both] }, unresolved: [] };
    const first = allowedVote(press(deciding(), two, both, 'approve', { resolved }));
    expect(first).toMatchObject({ decides: false, votesMissing: 1, voters: [both] });
    const voted = deciding().write({ kind: 'vote-cast', vote: first.vote }, both);
    expect(outcomeOf(press(voted, two, both, 'approve', { resolved }))).toBe('already-voted');
  });

  test('who runs the service alone never escapes the acknowledgement by being CTO as well', () => {
    const alone = policy({ authority: { profile: 'single-operator' } });
    const resolved = { roster: { owner: [both], cto: [both], 'team-lead': [both] }, unresolved: [] };
    expect(outcomeOf(press(deciding(), alone, both, 'approve', { resolved }))).toBe('single-operator');
  });
});

describe('roles that do not resolve', () => {
  const broken = { roster: { cto: [cto] }, unresolved: [{ role: 'team-lead' as const, why: 'S0LEADS is empty' }] };

  test('are named to whoever is refused, and nobody is guessed', () => {
    expect(wordsOf(press(deciding(), service, lead, 'approve', { resolved: broken }))).toEqual([
      'I could not find out who holds these roles for PromptRefine: the team lead (S0LEADS is empty). As far as I can tell you hold none that may decide, and I do not guess. → Ask the CTO (<@U0CTO>). If you do hold the role, have the lookup mended and press again.',
    ]);
  });

  test('keep nobody from deciding whose own role does resolve', () => {
    expect(outcomeOf(press(deciding(), service, cto, 'approve', { resolved: broken }))).toBe('cto');
  });

  test('leave the evidence standing: silence that is in the journal stays proved', () => {
    const resolved = { roster: { 'on-call': [onCall] }, unresolved: broken.unresolved };
    expect(outcomeOf(press(deciding().leadSilent(service), service, onCall, 'approve', { resolved }))).toBe('stand-in');
  });
});
