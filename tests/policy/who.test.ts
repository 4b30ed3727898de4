import { describe, expect, test } from 'vitest';
import { rosterHealth } from '../../src/policy/roster-health.ts';
import { whoCouldDecide } from '../../src/policy/who.ts';
import { cto, declared, fullTeam, lead, onCall, policy, type Tale } from '../support/incident-builder.ts';

const service = policy();
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
