import type { PersonId } from '../domain/ids.ts';
import type { Incident } from '../domain/incident.ts';
import { type ResolvedRoster, type Role, roleNames } from '../domain/person.ts';
import type { ServicePolicy } from '../domain/policy-file/service.ts';
import { attemptName, attemptsMade, type ContactProof, contactProof } from './contact-proof.ts';
import { hasCome } from './instants.ts';
import { askedRole, ladderOf, mayDecideHere, needsEvidence, peopleIn, worthAsking } from './roles.ts';
import { clock } from './words.ts';

/** A rung that opens now: these people are called, and the journal says why. */
export interface RungToOpen {
  readonly role: Role;
  readonly people: readonly PersonId[];
  readonly why: string;
}

/**
 * The rungs above the asked role that open at this instant, each once per question.
 *
 * The next rung opens when the asked role is proved unreachable. Where that rung would be empty, or where the proof can
 * never be complete, the one after it opens instead of leaving everybody to wait for the end. A recorded lapse opens all
 * that are left. The on-call engineer's rung opens on evidence and on nothing else.
 */
export function rungsToOpen(
  incident: Incident,
  service: ServicePolicy,
  resolved: ResolvedRoster,
  now: Date,
): readonly RungToOpen[] {
  const proof = contactProof(incident, service, resolved);
  const silent = proof.unreachableFrom !== null && hasCome(proof.unreachableFrom, now);
  const [, ...later] = ladderOf(service);
  const rungs: RungToOpen[] = [];
  let reason = silent ? silence(incident, service, now) : deadEnd(incident, service, resolved, proof);
  for (const role of later) {
    const why = needsEvidence(role, service) && !silent ? null : (reason ?? lapse(incident));
    if (why === null) continue;
    const people = peopleIn(role, resolved);
    rungs.push({ role, people: worthAsking(role, incident, service, resolved), why });
    // Whoever can act is waited for; nobody is called above them until the window lapses.
    reason = people.some((id) => mayDecideHere(id, incident, service))
      ? null
      : `${why} And ${nobodyActs(role, people)}.`;
  }
  return rungs.filter(({ role, people }) => people.length > 0 && !incident.rungsOpened.includes(role));
}

function silence(incident: Incident, service: ServicePolicy, now: Date): string {
  return `The ${roleNames[askedRole(service)]} did not answer ${attemptsMade(incident, service, now)}.`;
}

function lapse(incident: Incident): string | null {
  return incident.lapsedAt === null ? null : 'The decision window closed and nobody had decided.';
}

/** Why waiting for the asked role leads nowhere; null while it may still lead somewhere. */
function deadEnd(
  incident: Incident,
  service: ServicePolicy,
  resolved: ResolvedRoster,
  proof: ContactProof,
): string | null {
  const role = askedRole(service);
  const people = peopleIn(role, resolved);
  if (people.length === 0) return `Nobody could be found as ${roleNames[role]}${lookupTrouble(role, resolved)}.`;
  if (!people.some((id) => mayDecideHere(id, incident, service)))
    return `The ${roleNames[role]} declared the incident and may not decide on it.`;
  if (proof.presence !== null || proof.unmade.length + proof.underWay.length > 0) return null;
  if (proof.unasked.length > 0) return `The ${roleNames[role]} has changed since the attempts were made.`;
  const [failed] = proof.uncounted;
  if (failed === undefined) return null;
  const when = clock(failed.attemptedAt, service.time_zone, new Date(failed.attemptedAt));
  return `The ${roleNames[role]} could not be reached and it cannot be proved: ${attemptName(failed.by)} at ${when} was not delivered.`;
}

function lookupTrouble(role: Role, { unresolved }: ResolvedRoster): string {
  const trouble = unresolved.find((one) => one.role === role);
  return trouble === undefined ? '' : ` (${trouble.why})`;
}

function nobodyActs(role: Role, people: readonly PersonId[]): string {
  return people.length === 0
    ? `nobody could be found as ${roleNames[role]}`
    : `the ${roleNames[role]} declared the incident and may not decide on it`;
}
