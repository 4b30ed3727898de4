import { describe, expect, test } from 'vitest';
import type { Basis } from '../../src/domain/decision.ts';
import type { PersonId } from '../../src/domain/ids.ts';
import type { RefusalCode } from '../../src/domain/verdict.ts';
import { judgeVote } from '../../src/policy/authority.ts';
import { typedPhrase } from '../../src/policy/confirmation.ts';
import {
  cto,
  deciding,
  fullTeam,
  lead,
  onCall,
  owner,
  passerBy,
  policy,
  requester,
} from '../support/incident-builder.ts';

const minute = 60_000;
const people = { 'team lead': lead, CTO: cto, 'on-call engineer': onCall, owner, 'passer-by': passerBy };
type Who = keyof typeof people;
type Profile = 'stand-in' | 'on-call-empowered' | 'single-operator';
type Outcome = Basis['rule'] | RefusalCode;

/** S8, R2 and B1 as a team reads them: who decides by which rule while the asked role is here, and while it is silent. */
const table: readonly (readonly [Profile, Who, Outcome, Outcome])[] = [
  // profile           who                 asked role here        asked role silent
  ['stand-in', 'team lead', 'lead', 'lead'],
  ['stand-in', 'CTO', 'cto', 'cto'],
  ['stand-in', 'on-call engineer', 'lead-has-answered', 'stand-in'],
  ['stand-in', 'owner', 'not-an-authority', 'not-an-authority'],
  ['stand-in', 'passer-by', 'not-an-authority', 'not-an-authority'],
  ['on-call-empowered', 'team lead', 'lead', 'lead'],
  ['on-call-empowered', 'CTO', 'cto', 'cto'],
  ['on-call-empowered', 'on-call engineer', 'empowered', 'empowered'],
  ['on-call-empowered', 'owner', 'not-an-authority', 'not-an-authority'],
  ['on-call-empowered', 'passer-by', 'not-an-authority', 'not-an-authority'],
  ['single-operator', 'team lead', 'lead', 'lead'],
  ['single-operator', 'CTO', 'cto', 'cto'],
  ['single-operator', 'on-call engineer', 'not-an-authority', 'not-an-authority'],
  ['single-operator', 'owner', 'single-operator', 'single-operator'],
  ['single-operator', 'passer-by', 'not-an-authority', 'not-an-authority'],
];

const windows = [
  ['open', 10, false],
  ['closing', 26, false],
  ['lapsed', 31, true],
] as const;

const declarers = [
  ['somebody else declared it', 'other', true],
  ['they declared it and may decide', 'self', true],
  ['they declared it and may not decide', 'self', false],
] as const;

const asked = { 'stand-in': 'team-lead', 'on-call-empowered': 'on-call', 'single-operator': 'owner' } as const;
const answerer = { 'stand-in': lead, 'on-call-empowered': onCall, 'single-operator': owner } as const;

const rows = table.flatMap(([profile, who, here, silent]) =>
  windows.flatMap(([standing, atMinute, late]) =>
    declarers.flatMap(([declaring, declarer, requesterMay]) =>
      (
        [
          ['here', here],
          ['silent', silent],
        ] as const
      ).map(([reach, expected]) => ({
        ...{ profile, who, standing, atMinute, late, declaring, declarer, requesterMay, reach },
        expected: declarer === 'self' && !requesterMay && decides(expected) ? 'requester-may-not-decide' : expected,
      })),
    ),
  ),
);

/** Whoever declares is barred as far as their role would decide at all; a stand-in who still waits has such a role too. */
function decides(outcome: Outcome): boolean {
  return outcome !== 'not-an-authority';
}

describe('the authority table', () => {
  test('has every role, profile, reachability, window and declarer', () => expect(rows).toHaveLength(15 * 3 * 3 * 2));

  test.each(rows)(
    '$profile: the $who with the asked role $reach, the window $standing, $declaring: $expected',
    ({ profile, who, atMinute, late, declarer, requesterMay, reach, expected }) => {
      const person = people[who];
      const verdict = ask({ profile, person, atMinute, declarer, requesterMay, reach });
      if (verdict.kind === 'refused') {
        expect(verdict.reasons.map((reason) => reason.code)).toEqual([expected]);
        return;
      }
      const { vote } = verdict.value;
      expect([vote.basis.rule, vote.by]).toEqual([expected, person]);
      expect(vote.lateByMs).toBe(late ? (atMinute - 30) * minute : undefined);
      expect(vote.coolingOffMs).toBe(expected === 'single-operator' ? minute : undefined);
      expect(vote.basis.evidence.length > 0).toBe(expected === 'stand-in');
    },
  );
});

function ask(row: {
  readonly profile: Profile;
  readonly person: PersonId;
  readonly atMinute: number;
  readonly declarer: 'self' | 'other';
  readonly requesterMay: boolean;
  readonly reach: 'here' | 'silent';
}) {
  const service = policy({ authority: { profile: row.profile, requester_may_decide: row.requesterMay } });
  const begun = deciding({ by: row.declarer === 'self' ? row.person : requester });
  const reached =
    row.reach === 'silent'
      ? begun.leadSilent(service)
      : begun.write(
          { kind: 'contact-answered', role: asked[row.profile], how: 'pressed the button' },
          answerer[row.profile],
        );
  const tale = reached.wait(row.atMinute * minute - (reached.now.getTime() - begun.now.getTime()));
  return judgeVote({
    incident: tale.incident,
    service,
    resolved: fullTeam,
    person: row.person,
    choice: 'approve',
    revision: 1,
    digest: tale.proposedDigest,
    reason: 'the data is gone',
    typed: typedPhrase(tale.incident, service) ?? undefined,
    now: tale.now,
  });
}
