import type { IncidentId, ServiceName } from '../../domain/ids.ts';
import type { House } from '../house.ts';

/** How many of the newest incidents a start looks at: their copies went when they were closed, unless we went first. */
const LOOKED_AT = 20;

/**
 * Drops the scratch databases of an incident that has ended: nobody will promote them any more. A database that was
 * replaced is no copy, and stays.
 */
export async function dropCopiesOf(
  house: Pick<House, 'portsOf'>,
  ended: { readonly id: IncidentId; readonly service: ServiceName },
): Promise<void> {
  const { copies } = house.portsOf(ended.service);
  for (const copy of await copies.ofRun(ended.id)) await copies.drop(copy);
}

/** The same for every incident that was closed while its copies could not be dropped. Tells of each that still has some. */
export async function sweepClosedCopies(
  house: Pick<House, 'portsOf' | 'store'>,
  stuck: (id: IncidentId, error: unknown) => void,
): Promise<void> {
  const newest = await house.store.list({ liveOnly: false, limit: LOOKED_AT });
  for (const { id, service, closedAt } of newest) {
    if (closedAt === null) continue;
    await dropCopiesOf(house, { id, service }).catch((error) => stuck(id, error));
  }
}
