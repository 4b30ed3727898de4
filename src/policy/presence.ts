import type { Draft } from '../domain/entry.ts';
import type { PersonId } from '../domain/ids.ts';
import type { Incident } from '../domain/incident.ts';
import type { ResolvedRoster } from '../domain/person.ts';
import type { ServicePolicy } from '../domain/policy-file/service.ts';
import { roleAnswering } from './contact.ts';
import { isUndecided } from './window.ts';

/**
 * Whoever is being called and does anything at all is here: the journal says so, because the ladder rests on it. Nothing
 * where nobody waits for this person: they have answered already, or it is decided.
 */
export function presenceDrafts(given: {
  readonly incident: Incident;
  readonly service: ServicePolicy;
  readonly resolved: ResolvedRoster;
  readonly person: PersonId;
  /** In words, as the card prints it: `pressed "I am here"`, `voted`. */
  readonly how: string;
}): readonly Draft[] {
  const { incident, service, resolved, person, how } = given;
  const role = roleAnswering(incident, service, resolved, person);
  if (role === null || !isUndecided(incident)) return [];
  if (incident.answers.some((answer) => answer.by === person && answer.role === role)) return [];
  return [{ by: { kind: 'person', id: person }, body: { kind: 'contact-answered', role, how } }];
}
