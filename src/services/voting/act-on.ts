import type { IncidentId, PersonId } from '../../domain/ids.ts';
import type { Incident } from '../../domain/incident.ts';
import type { ResolvedRoster } from '../../domain/person.ts';
import type { ServicePolicy } from '../../domain/policy-file/service.ts';
import { type Refusal, refused, type Verdict } from '../../domain/verdict.ts';
import type { Judged } from '../../engine/journal.ts';
import { type House, serviceOf } from '../house.ts';
import type { Asking } from '../use-cases.ts';

/** What every act of voting is judged on: the incident as it stands, and who is who at the moment of the click. */
export interface Scene {
  readonly incident: Incident;
  readonly service: ServicePolicy;
  readonly resolved: ResolvedRoster;
  readonly person: PersonId;
  /** The store's clock. */
  readonly now: Date;
}

/** The parts of the house that voting stands on. */
export type VotingHouse = Pick<House, 'journal' | 'people' | 'services' | 'wake'>;

/**
 * Resolves the roles now, then judges and writes as one act; judged again whenever the journal or its clock has moved on
 * (I3). The conductor is woken, so that whatever follows does not wait for its next look.
 */
export async function actOn(
  house: VotingHouse,
  asking: Asking,
  id: IncidentId,
  judge: (scene: Scene) => Verdict<Judged>,
): Promise<Verdict<Incident>> {
  const known = await house.journal.incident(id);
  if (known === null) return refused(unknownIncident(id));
  const service = serviceOf(house, known);
  const resolved = await house.people.roster(service);
  const verdict = await house.journal.append(
    id,
    (incident, now) => judge({ incident, service, resolved, person: asking.person, now }),
    { once: asking.once },
  );
  if (verdict.kind === 'granted') house.wake();
  return verdict;
}

export function unknownIncident(id: IncidentId): Refusal {
  return {
    code: 'unknown-incident',
    say: `There is no incident ${id} here.`,
    hint: '`/incident list` shows the incidents there are.',
  };
}
