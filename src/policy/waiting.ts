import type { Instant, PersonId } from '../domain/ids.ts';
import { toInstant } from '../domain/ids.ts';
import type { Incident, StepState } from '../domain/incident.ts';
import type { ResolvedRoster } from '../domain/person.ts';
import type { ServicePolicy } from '../domain/policy-file/service.ts';
import { waitsForPerson } from './action-barriers.ts';
import { earliest } from './instants.ts';
import { askedRole, peopleIn } from './roles.ts';

/**
 * Since when a recovery that was begun stands still until a person says how it goes on: a step failed, nobody can tell
 * whether it took effect, or somebody objects. Null where it does not. Writes may be frozen all that time.
 */
export function waitingSince(incident: Incident): Instant | null {
  if (incident.phase !== 'executing' && incident.phase !== 'standing-by') return null;
  const steps = planSteps(incident).filter((step) =>
    incident.phase === 'executing' ? waitsForPerson(step) : step.status === 'unknown',
  );
  const objections = incident.phase === 'executing' ? incident.objections.map(({ at }) => at) : [];
  return earliest(...steps.flatMap(({ endedAt }) => endedAt ?? []), ...objections);
}

/** When people are told again that it waits; null where nothing does. Counted from the last time they were told. */
export function nextWaitingReminder(incident: Incident, service: ServicePolicy): Instant | null {
  const since = waitingSince(incident);
  if (since === null) return null;
  const told = incident.waitingRemindedAt;
  const from = told !== null && told > since ? told : since;
  return toInstant(new Date(Date.parse(from) + service.freeze.remind_every));
}

/** True while our freeze stands: writes are not possible until somebody acts. */
export function holdsFreeze(incident: Incident): boolean {
  const steps = planSteps(incident);
  const status = (name: string) => steps.find((step) => step.name === name)?.status;
  return ['done', 'unknown'].includes(status('freeze-writes') ?? '') && status('resume-writes') !== 'done';
}

/** Who is told: whoever is asked first on this service, who is on call, and who decided. */
export function toldOfWaiting(
  incident: Incident,
  service: ServicePolicy,
  resolved: ResolvedRoster,
): readonly PersonId[] {
  const decider = incident.decision === null ? [] : [incident.decision.by];
  return [...new Set([...peopleIn(askedRole(service), resolved), ...peopleIn('on-call', resolved), ...decider])];
}

function planSteps(incident: Incident): readonly StepState[] {
  return (incident.proposed?.plan.steps ?? []).flatMap((name) => incident.steps[name] ?? []);
}
