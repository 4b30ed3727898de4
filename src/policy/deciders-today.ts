import type { ResolvedRoster } from '../domain/person.ts';
import type { ServicePolicy } from '../domain/policy-file/service.ts';
import type { DecidersToday } from '../domain/service-today.ts';
import { anyTimeRoles, peopleIn } from './roles.ts';
import { rosterHealth } from './roster-health.ts';

/** Who could decide if something happened now, by the same rules as when it does (S8, R2, B1). */
export function decidersToday(service: ServicePolicy, resolved: ResolvedRoster): DecidersToday {
  const findings = rosterHealth(service, resolved);
  return {
    anyTime: anyTimeRoles(service)
      .map((role) => ({ role, people: peopleIn(role, resolved) }))
      .filter(({ people }) => people.length > 0),
    standIns: service.authority.profile === 'stand-in' ? peopleIn('on-call', resolved) : [],
    unclear: resolved.unresolved.map(({ role, why }) => ({ role, why })),
    troubles: findings.filter(({ result }) => result === 'failed' || result === 'warned').map(({ say }) => say),
  };
}
