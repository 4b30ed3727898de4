import type { Finding } from '../../domain/finding.ts';
import { type ResolvedRoster, roleNames } from '../../domain/person.ts';
import type { ServicePolicy } from '../../domain/policy-file/service.ts';
import { rosterHealth } from '../../policy/roster-health.ts';
import type { House } from '../house.ts';

export interface RosterChecked {
  readonly service: ServicePolicy;
  readonly findings: readonly Finding[];
  /** Something could not be asked just now, so a failure may be gone in a moment. */
  readonly passing: boolean;
}

/** Whether the people behind each service's roles could carry a decision today. */
export function checkRosters(house: Pick<House, 'services' | 'people'>): Promise<RosterChecked[]> {
  return Promise.all(house.services.map((service) => checkRoster(house, service)));
}

export async function checkRoster(house: Pick<House, 'people'>, service: ServicePolicy): Promise<RosterChecked> {
  const resolved = await house.people.roster(service);
  return {
    service,
    findings: [...unknownPeople(service, resolved), ...rosterHealth(service, resolved)],
    passing: resolved.unresolved.some((role) => role.passing === true),
  };
}

function unknownPeople(service: ServicePolicy, { unknown = [] }: ResolvedRoster): Finding[] {
  return unknown.map(({ role, person }) => ({
    check: 'everybody named is known',
    result: 'failed',
    say: `${person}, named as ${roleNames[role]} of ${service.title}, is not known to this workspace.`,
    hint: `Correct authority.roles of ${service.name} in recourse.yaml: a member's id is in their Slack profile.`,
  }));
}
