import type { Instant, PersonId } from '../domain/ids.ts';
import type { ContactState, Incident } from '../domain/incident.ts';
import { type ResolvedRoster, type Role, roleNames } from '../domain/person.ts';
import type { ContactAttempt } from '../domain/policy-file/authority.ts';
import type { ServicePolicy } from '../domain/policy-file/service.ts';
import { latest, plusMs } from './instants.ts';
import { askedRole, worthAsking } from './roles.ts';
import { clock, listed, person } from './words.ts';

/** How somebody of the asked role was heard of. */
export interface Presence {
  readonly by: PersonId;
  readonly at: Instant;
  readonly how: string;
  /** The entry that proves it; null where it was the declaration itself. */
  readonly entry: number | null;
}

/** What the journal proves about whether the asked role could be reached. Time alone proves nothing. */
export interface ContactProof {
  readonly presence: Presence | null;
  /** Attempts, by number, that were not made, are under way, or failed without counting. */
  readonly unmade: readonly number[];
  readonly underWay: readonly number[];
  readonly uncounted: readonly ContactState[];
  /** Everybody who holds the role now, where none of them was ever asked: the role has changed hands. */
  readonly unasked: readonly PersonId[];
  /** When every attempt was made and its wait is over; null while an attempt is missing or somebody answered. */
  readonly unreachableFrom: Instant | null;
  /** Numbers of the entries that it rests on: each attempt and its outcome. */
  readonly evidence: readonly number[];
}

export function contactProof(incident: Incident, service: ServicePolicy, resolved: ResolvedRoster): ContactProof {
  const configured = service.authority.contact;
  const made = incident.contacts;
  const unmade = configured.map((_, index) => index).filter((index) => contactOf(incident, index) === undefined);
  const underWay = made.filter((contact) => contact.settled === null).map((contact) => contact.attempt);
  const uncounted = made.filter((contact) => contact.outcome === 'failed' && !contact.counts);
  const presence = presenceOf(incident, service, resolved);
  const unasked = unaskedNow(incident, service, resolved);
  const gaps = unmade.length + underWay.length + uncounted.length + unasked.length;
  const complete = configured.length > 0 && gaps === 0;
  return {
    presence,
    unmade,
    underWay,
    uncounted,
    unasked,
    unreachableFrom: complete && presence === null ? latest(...made.map(waitEndsAt)) : null,
    evidence: made.flatMap((contact) => [contact.entry, ...(contact.settled === null ? [] : [contact.settled.entry])]),
  };
}

/** Silence of last week's lead says nothing about this week's. Where nobody was asked yet, no hands have changed. */
function unaskedNow(incident: Incident, service: ServicePolicy, resolved: ResolvedRoster): readonly PersonId[] {
  if (incident.contacts.length === 0) return [];
  const asked = new Set(incident.contacts.flatMap((contact) => contact.to));
  const holders = worthAsking(askedRole(service), incident, service, resolved);
  return holders.some((holder) => asked.has(holder)) ? [] : holders;
}

export function contactOf(incident: Incident, attempt: number): ContactState | undefined {
  return incident.contacts.find((contact) => contact.attempt === attempt);
}

/** The wait counts from the recorded outcome: a message that was not delivered yet could not be answered. */
export function waitEndsAt(contact: ContactState): Instant | null {
  return contact.settled === null ? null : plusMs(contact.settled.at, contact.waitMs);
}

/**
 * Somebody whose answer is still worth something: they hold the role today, and may decide here or nobody in it may. While
 * nobody can be found in the role, an answer that was given stands.
 */
function presenceOf(incident: Incident, service: ServicePolicy, resolved: ResolvedRoster): Presence | null {
  const asked = askedRole(service);
  const holders = worthAsking(asked, incident, service, resolved);
  const answer = incident.answers.find(
    ({ role, by }) => role === asked && (holders.length === 0 || holders.includes(by)),
  );
  if (answer !== undefined) return answer;
  const { declaredBy } = incident.declaration;
  if (incident.reopenedAt !== null || !holders.includes(declaredBy)) return null;
  return { by: declaredBy, at: incident.declaredAt, how: 'declared the incident', entry: null };
}

const attemptNames: Readonly<Record<ContactAttempt['by'], string>> = {
  'direct-message': 'a direct message',
  mention: 'a mention in the channel',
  page: 'a page',
};

export function attemptName(by: string): string {
  return (attemptNames as Readonly<Record<string, string>>)[by] ?? by;
}

/** `a direct message at 12:00:05 UTC and a mention in the channel at 12:02:06 UTC (not delivered: …)`. */
export function attemptsMade(incident: Incident, service: ServicePolicy, now: Date): string {
  const words = incident.contacts.map((contact) => {
    const made = `${attemptName(contact.by)} at ${clock(contact.attemptedAt, service.time_zone, now)}`;
    return contact.outcome === 'failed' ? `${made} (not delivered: ${contact.why ?? 'no reason given'})` : made;
  });
  return words.length === 0 ? 'no attempt' : listed(words, 'and');
}

/** The proof of (un)reachability in order, one line each, as the card and the timeline print it. */
export function contactLines(
  incident: Incident,
  service: ServicePolicy,
  resolved: ResolvedRoster,
  now: Date,
): string[] {
  const at = (instant: Instant) => clock(instant, service.time_zone, now);
  const proof = contactProof(incident, service, resolved);
  const role = askedRole(service);
  return [
    ...incident.contacts.map((contact) => contactLine(contact, service, now)),
    ...incident.answers.map(
      (answer) => `${person(answer.by)}, ${roleNames[answer.role]}, answered at ${at(answer.at)}: ${answer.how}.`,
    ),
    ...conclusion(proof, role, at, now),
  ];
}

function contactLine(contact: ContactState, service: ServicePolicy, now: Date): string {
  const at = (instant: Instant) => clock(instant, service.time_zone, now);
  const to = listed(contact.to.map(person), 'and');
  const attempt = `Attempt ${contact.attempt + 1}: ${attemptName(contact.by)} to ${to} at ${at(contact.attemptedAt)}`;
  const ends = waitEndsAt(contact);
  if (contact.settled === null || ends === null) return `${attempt}, not delivered yet.`;
  if (contact.outcome === 'delivered') return `${attempt}, delivered; given until ${at(ends)} to answer.`;
  const counts = contact.counts ? 'policy lets it count as an attempt' : 'it does not count as an attempt';
  return `${attempt}, not delivered (${contact.why ?? 'no reason given'}); ${counts}.`;
}

function conclusion(proof: ContactProof, role: Role, at: (instant: Instant) => string, now: Date): string[] {
  const { presence, unreachableFrom } = proof;
  if (presence !== null && presence.entry === null) {
    return [`${person(presence.by)}, ${roleNames[role]}, ${presence.how}: the ${roleNames[role]} can be reached.`];
  }
  if (unreachableFrom === null) return [];
  const over = now.getTime() >= Date.parse(unreachableFrom);
  return over
    ? [`No answer to any attempt: since ${at(unreachableFrom)} the ${roleNames[role]} counts as unreachable.`]
    : [`Without an answer the ${roleNames[role]} counts as unreachable from ${at(unreachableFrom)}.`];
}
