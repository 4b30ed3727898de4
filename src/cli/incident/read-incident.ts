import type { Store } from '../../adapters/store/open-store.ts';
import { RecourseError } from '../../domain/errors.ts';
import type { IncidentId } from '../../domain/ids.ts';
import type { Incident } from '../../domain/incident.ts';
import { openJournal } from '../../engine/journal.ts';

/** @throws RecourseError `not-found` */
export async function readIncident({ entries }: Pick<Store, 'entries'>, id: IncidentId): Promise<Incident> {
  const incident = await openJournal(entries).incident(id);
  if (incident !== null) return incident;
  throw noSuchIncident(id);
}

export function noSuchIncident(id: IncidentId): RecourseError {
  return new RecourseError(`There is no incident ${id}.`, {
    code: 'not-found',
    hint: '`npx recourse incident list` names those there are.',
    facts: { incident: id },
  });
}
