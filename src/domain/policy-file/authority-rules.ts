import { Role } from '../person.ts';
import type { AuthorityProfile } from './authority.ts';
import type { FieldPath, Mistake } from './mistake.ts';
import type { ServicePolicy } from './service.ts';

/** Who may decide under each profile: the roles of which at least one must have people (S8, R2, B1). */
const decidingRoles: Readonly<Record<AuthorityProfile, readonly Role[]>> = {
  'stand-in': ['team-lead', 'cto'],
  'on-call-empowered': ['on-call', 'team-lead', 'cto'],
  'single-operator': ['owner'],
};

/** Who may vote without evidence: a lead who is there to vote is no lead to stand in for. */
const votingRoles: Readonly<Record<AuthorityProfile, readonly Role[]>> = {
  'stand-in': ['team-lead', 'cto'],
  'on-call-empowered': ['on-call', 'team-lead', 'cto'],
  'single-operator': ['owner', 'team-lead', 'cto'],
};

/** A service for which nobody could decide is refused before its first incident, not during it. */
export function findUndecidable(service: ServicePolicy, path: FieldPath): Mistake[] {
  const { profile, roles } = service.authority;
  const wanted = decidingRoles[profile];
  if (!wanted.some((role) => roles[role] !== undefined)) {
    return [
      {
        path: [...path, 'authority', 'roles'],
        found: `nobody who could decide under the profile ${profile}`,
        expected: `people for ${wanted.join(' or ')}`,
      },
    ];
  }
  return [...tooFewPeople(service, path), ...requesterAlone(service, path)];
}

/** Everybody named by id, or null where some are only known when Slack or a command is asked. */
function knownPeople({ authority: { roles } }: ServicePolicy, within: readonly Role[]): Set<string> | null {
  const sources = within.flatMap((role) => (roles[role] === undefined ? [] : [roles[role]]));
  const lists = sources.filter((source) => Array.isArray(source));
  return lists.length === sources.length ? new Set(lists.flat()) : null;
}

function tooFewPeople(service: ServicePolicy, path: FieldPath): Mistake[] {
  const { profile, votes_needed: needed } = service.authority;
  const people = knownPeople(service, votingRoles[profile]);
  if (people === null || people.size >= needed) return [];
  return [
    {
      path: [...path, 'authority', 'votes_needed'],
      found: `${needed} votes needed from ${people.size} ${people.size === 1 ? 'person' : 'people'}`,
      expected: `at least as many people in ${votingRoles[profile].join(', ')} as votes`,
    },
  ];
}

function requesterAlone(service: ServicePolicy, path: FieldPath): Mistake[] {
  const people = knownPeople(service, Role.options);
  if (service.authority.requester_may_decide || people === null || people.size > 1) return [];
  return [
    {
      path: [...path, 'authority', 'requester_may_decide'],
      found: 'false with one person in all roles',
      expected: 'true, or a second person: whoever declares would leave nobody to decide',
    },
  ];
}

/** Standing in for oneself is no second pair of eyes: one person in both roles says so by the profile. */
export function findSamePerson(service: ServicePolicy, path: FieldPath): Mistake[] {
  const { profile, roles } = service.authority;
  const [lead, onCall] = [roles['team-lead'], roles['on-call']];
  if (profile === 'single-operator' || !Array.isArray(lead) || !Array.isArray(onCall)) return [];
  if (new Set([...lead, ...onCall]).size > 1) return [];
  return [
    {
      path: [...path, 'authority', 'roles', 'on-call'],
      found: 'the team lead and the on-call engineer as one person',
      expected: 'two people, or profile single-operator with that person as owner',
    },
  ];
}

/** The on-call's right opens only after attempts to reach the lead, so there must be some, and they must fit the window. */
export function findContactGaps(service: ServicePolicy, path: FieldPath): Mistake[] {
  const { profile, roles, contact } = service.authority;
  const at = [...path, 'authority', 'contact'];
  const pages = contact.flatMap((attempt, index) => {
    if ((attempt.by === 'page') === (attempt.url_env !== undefined)) return [];
    const expected = attempt.by === 'page' ? 'url_env with the webhook that pages' : 'url_env only with by: page';
    return [{ path: [...at, index], found: `by: ${attempt.by}`, expected }];
  });
  if (profile !== 'stand-in' || roles['on-call'] === undefined) return pages;
  const waitMs = contact.reduce((sum, attempt) => sum + attempt.wait, 0);
  if (contact.length > 0 && waitMs < service.window.length) return pages;
  const found =
    contact.length === 0
      ? 'no attempt to reach the team lead'
      : `attempts that last ${waitMs / 60_000} minutes in a window of ${service.window.length / 60_000}`;
  return [...pages, { path: at, found, expected: 'attempts that end before the window does, or nobody can stand in' }];
}
