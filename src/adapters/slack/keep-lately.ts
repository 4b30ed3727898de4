import type { ResolvedRoster } from '../../domain/person.ts';
import type { ServicePolicy } from '../../domain/policy-file/service.ts';
import { keepFor } from './keep-for.ts';

/** Screens are drawn many times a minute, and Slack answers about a hundred lookups of people a minute. */
const LATELY_MS = 10_000;

/**
 * A roster for screens: asked for once in a while, and while something cannot be looked up just now (a rate limit, an
 * outage) the last one that was whole. What Slack refuses for good is shown as it is.
 */
export function keepLately(
  roster: (service: ServicePolicy) => Promise<ResolvedRoster>,
  clock?: () => number,
): (service: ServicePolicy) => Promise<ResolvedRoster> {
  const whole = new Map<string, ResolvedRoster>();
  const lately = keepFor(LATELY_MS, roster, clock);
  return async (service) => {
    const resolved = await lately(service);
    const isAway = resolved.unresolved.some(({ passing }) => passing === true);
    if (isAway) return whole.get(service.name) ?? resolved;
    whole.set(service.name, resolved);
    return resolved;
  };
}
