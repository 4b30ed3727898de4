import type { Instant } from '../../../domain/ids.ts';
import type { ServicePolicy } from '../../../domain/policy-file/service.ts';
import { askedLately, authorityDue } from '../../../policy/drills/due-authority.ts';
import { msOf } from '../../../policy/instants.ts';
import { liveIncident } from './ask-authority.ts';
import { type BeginningHouse, everybodyOf, type ServiceSight } from './begin-due.ts';

/** A drill of the decision that its calendar asks for, which nobody began; `why` is what keeps it now. */
export interface WaitingDrill {
  readonly service: ServicePolicy;
  readonly due: Instant;
  readonly why: 'incident' | 'nobody-to-ask' | 'quiet-hours';
}

/** A week has every hour of everybody's week: a drill that found none in it will find none later, in ms. */
const LONG_MS = 7 * 86_400_000;

/**
 * Which drills of the decision have waited for so long that somebody has to know: one that never happens is no silence.
 * Where somebody on the ladder was asked this month for another service, it waits as it should.
 */
export async function findWaiting(
  house: BeginningHouse,
  sights: readonly ServiceSight[],
): Promise<readonly WaitingDrill[]> {
  const late = sights.flatMap((sight) => {
    const { service, history, now } = sight;
    const due = history.authority.some(({ state }) => state === 'open') ? null : authorityDue(history, service, now);
    return due === null || msOf(now) - msOf(due.due) <= LONG_MS ? [] : [{ service, due: due.due, now }];
  });
  if (late.length === 0) return [];
  const live = await liveIncident(house);
  const found = late.map(async ({ service, due, now }): Promise<WaitingDrill | null> => {
    const people = await everybodyOf(house, service);
    if (people === null) return { service, due, why: 'nobody-to-ask' };
    const lately = askedLately(
      sights.flatMap(({ history }) => history.authority),
      now,
    );
    if (people.some((person) => lately.has(person))) return null;
    return { service, due, why: live === null ? 'quiet-hours' : 'incident' };
  });
  return (await Promise.all(found)).filter((each) => each !== null);
}
