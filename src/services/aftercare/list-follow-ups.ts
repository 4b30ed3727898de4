import type { FollowUp } from '../../domain/follow-up.ts';
import type { IncidentId, ServiceName } from '../../domain/ids.ts';
import { openFollowUps } from '../../plan/aftercare/follow-ups.ts';
import type { House } from '../house.ts';

/** What is left to do after one incident. */
export interface LeftToDo {
  readonly incident: IncidentId;
  readonly service: ServiceName;
  readonly followUps: readonly FollowUp[];
}

/** Incidents whose follow-ups are looked at: who has more open than these needs another list. */
const LOOKED_AT = 50;

/** The newest incidents of these services that have something left to do, newest first. */
export async function listFollowUps(
  house: Pick<House, 'store' | 'journal'>,
  services: readonly ServiceName[],
): Promise<readonly LeftToDo[]> {
  const lines = await house.store.list({ liveOnly: false, limit: LOOKED_AT });
  const found = await Promise.all(
    lines
      .filter(({ service }) => services.includes(service))
      .map(async ({ id, service }) => {
        const incident = await house.journal.incident(id);
        return { incident: id, service, followUps: incident === null ? [] : openFollowUps(incident) };
      }),
  );
  return found.filter(({ followUps }) => followUps.length > 0);
}
