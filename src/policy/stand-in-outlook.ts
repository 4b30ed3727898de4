import type { Instant } from '../domain/ids.ts';
import type { Incident } from '../domain/incident.ts';
import type { ResolvedRoster } from '../domain/person.ts';
import type { ServicePolicy } from '../domain/policy-file/service.ts';
import { contactOf, contactProof } from './contact-proof.ts';
import { instantAt, latest, msOf } from './instants.ts';

/**
 * The earliest instant at which a stand-in could be entitled if nobody answers and every delivery succeeds at once. It is
 * an outlook for people to plan with, never a right: only the journal's evidence is. Null where waiting cannot help.
 */
export function standInFrom(
  incident: Incident,
  service: ServicePolicy,
  resolved: ResolvedRoster,
  now: Date,
): Instant | null {
  const proof = contactProof(incident, service, resolved);
  if (proof.presence !== null || proof.uncounted.length > 0 || service.authority.contact.length === 0) return null;
  if (proof.unreachableFrom !== null) return proof.unreachableFrom;
  if (incident.contacts.length > 0 && proof.unasked.length > 0) return null;
  return service.authority.contact.reduce<Instant | null>((endOfLast, configured, attempt) => {
    const contact = contactOf(incident, attempt);
    const begins = contact?.settled?.at ?? latest(endOfLast, instantAt(now.getTime())) ?? instantAt(now.getTime());
    return latest(endOfLast, instantAt(msOf(begins) + (contact?.waitMs ?? configured.wait)));
  }, null);
}

/** From the declaration to a stand-in's right, in milliseconds, if nobody answers. */
export function standInAfterMs(service: ServicePolicy): number {
  return service.authority.contact.reduce((sum, attempt) => sum + attempt.wait, 0);
}
