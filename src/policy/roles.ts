import type { PersonId } from '../domain/ids.ts';
import type { Incident } from '../domain/incident.ts';
import type { ResolvedRoster, Role } from '../domain/person.ts';
import type { PathName, Plan } from '../domain/plan.ts';
import type { AuthorityProfile } from '../domain/policy-file/authority.ts';
import type { ServicePolicy } from '../domain/policy-file/service.ts';

/** Who is called, in order. The first is asked at the declaration; each later one when their rung opens. */
const ladders: Readonly<Record<AuthorityProfile, readonly Role[]>> = {
  'stand-in': ['team-lead', 'on-call', 'cto'],
  'on-call-empowered': ['on-call', 'team-lead', 'cto'],
  'single-operator': ['owner', 'team-lead', 'cto'],
};

/** The rungs that this service has people for, and always the first: without it nobody would be asked. */
export function ladderOf(service: ServicePolicy): readonly [asked: Role, ...later: Role[]] {
  const [asked = 'team-lead', ...later] = ladders[service.authority.profile];
  return [asked, ...later.filter((role) => service.authority.roles[role] !== undefined)];
}

/** Whom the contact attempts go to, and whose silence is evidence. */
export function askedRole(service: ServicePolicy): Role {
  return ladderOf(service)[0];
}

/** Whether this role decides only while the role above it cannot be reached (S8). */
export function needsEvidence(role: Role, service: ServicePolicy): boolean {
  return service.authority.profile === 'stand-in' && role === 'on-call';
}

/** The roles that decide without any evidence, in the order in which they are called. */
export function anyTimeRoles(service: ServicePolicy): readonly Role[] {
  return ladders[service.authority.profile].filter((role) => !needsEvidence(role, service));
}

export function peopleIn(role: Role, resolved: ResolvedRoster): readonly PersonId[] {
  return resolved.roster[role] ?? [];
}

/** False for whoever declared the incident, where policy keeps the one who asks from deciding. */
export function mayDecideHere(person: PersonId, incident: Incident, service: ServicePolicy): boolean {
  return service.authority.requester_may_decide || person !== incident.declaration.declaredBy;
}

/** Whose answer is worth waiting for: those of the role who may decide here, or all of them where none may. */
export function worthAsking(
  role: Role,
  incident: Incident,
  service: ServicePolicy,
  resolved: ResolvedRoster,
): readonly PersonId[] {
  const people = peopleIn(role, resolved);
  const able = people.filter((id) => mayDecideHere(id, incident, service));
  return able.length > 0 ? able : people;
}

export function rolesOf(person: PersonId, resolved: ResolvedRoster): readonly Role[] {
  const all: readonly Role[] = ['cto', 'team-lead', 'on-call', 'owner'];
  return all.filter((role) => peopleIn(role, resolved).includes(person));
}

/** Paths that change the database: they may need more than one person and the typed confirmation. */
const databasePaths: ReadonlySet<PathName> = new Set([
  'restore',
  'undo-restore',
  'down-scripts',
  'copy-back',
  'forward-fix',
  'data-fix',
]);

/** A switch changes no row, unless what failed is retried with it. */
export function changesDatabase({ path, switching }: Voted): boolean {
  return databasePaths.has(path) || (switching?.retry ?? null) !== null;
}

/** What of a plan says how many have to approve it. */
type Voted = Pick<Plan, 'path' | 'switching'>;

/** How many different people must approve this plan. Refusing and holding change nothing and take one. */
export function votesNeeded(plan: Voted, service: ServicePolicy): number {
  return changesDatabase(plan) ? service.authority.votes_needed : 1;
}
