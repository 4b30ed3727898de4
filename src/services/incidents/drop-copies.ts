import type { DatabaseIdentity } from '../../domain/database.ts';
import type { IncidentId, ServiceName } from '../../domain/ids.ts';
import type { Incident } from '../../domain/incident.ts';
import { restoreIntoScratch } from '../../steps/restore-into-scratch.ts';
import type { House } from '../house.ts';
import { closeKeptOf } from './close-kept.ts';

/** How many of the newest incidents a start looks at: their copies went when they were closed, unless we went first. */
const LOOKED_AT = 20;

/**
 * Drops the scratch databases of an incident that has ended: nobody will promote them any more. A database that was
 * replaced is no copy, and stays.
 */
export async function dropCopiesOf(
  house: Pick<House, 'portsOf' | 'journal'>,
  ended: { readonly id: IncidentId; readonly service: ServiceName },
): Promise<void> {
  const { copies } = house.portsOf(ended.service);
  const journal = await house.journal.incident(ended.id);
  for (const copy of [...(await copies.ofRun(ended.id)), ...copyOf(journal)]) {
    // By oid: a promoted copy is production by now, and a name may have passed to another database.
    if ((await copies.find(copy.name))?.oid === copy.oid) await copies.drop(copy);
  }
}

/** The copy that the journal names: before the store's identity was part of it, its name said less. */
function copyOf(incident: Incident | null): DatabaseIdentity[] {
  const step = incident?.steps[restoreIntoScratch.name];
  const made = restoreIntoScratch.outcome.safeParse(step?.outcome);
  return made.success ? [made.data.copy] : [];
}

/** The same, and a kept database closed, for every incident that ended while that was not possible. Tells of each that still has some. */
export async function sweepClosedCopies(
  house: Pick<House, 'portsOf' | 'store' | 'journal'>,
  stuck: (id: IncidentId, error: unknown) => void,
): Promise<void> {
  const newest = await house.store.list({ liveOnly: false, limit: LOOKED_AT });
  for (const { id, service, closedAt } of newest) {
    if (closedAt === null) continue;
    await sweepOne(house, id, service).catch((error) => stuck(id, error));
  }
}

async function sweepOne(
  house: Pick<House, 'journal' | 'portsOf'>,
  id: IncidentId,
  service: ServiceName,
): Promise<void> {
  await dropCopiesOf(house, { id, service });
  const ended = await house.journal.incident(id);
  if (ended !== null) await closeKeptOf(house, ended);
}
