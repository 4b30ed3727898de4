import type { IncidentId } from '../../src/domain/ids.ts';
import type { Grant } from '../../src/policy/grant.ts';

/** A grant as policy makes it, for adapters that only look at whose it is. */
export function makeGrant(incident: string): Grant {
  return { kind: 'recovery', incident: incident as IncidentId } as Grant;
}
