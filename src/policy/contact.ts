import type { Instant, PersonId } from '../domain/ids.ts';
import type { Incident } from '../domain/incident.ts';
import type { ResolvedRoster, Role } from '../domain/person.ts';
import type { ServicePolicy } from '../domain/policy-file/service.ts';
import { type ContactProof, contactOf, contactProof, waitEndsAt } from './contact-proof.ts';
import { hasCome, instantAt, plusMs } from './instants.ts';
import { askedRole, peopleIn, worthAsking } from './roles.ts';
import { rungsToOpen } from './rungs.ts';
import { isUndecided } from './window.ts';

/** What the ladder asks for next. Derived from the fold, so asking twice asks for the same thing once. */
export type ContactMove =
  /** Write the attempt down, then send it. */
  | {
      readonly kind: 'attempt';
      readonly attempt: number;
      readonly by: string;
      readonly to: readonly PersonId[];
      readonly waitMs: number;
    }
  /** Was written down and has no outcome: send it if it was not sent, and write down what became of it. */
  | { readonly kind: 'deliver'; readonly attempt: number }
  | { readonly kind: 'open-rung'; readonly role: Role; readonly people: readonly PersonId[]; readonly why: string }
  | { readonly kind: 'wait'; readonly until: Instant };

/** While nobody can be found for the asked role it is looked up again this often; that is no attempt. */
const LOOK_UP_AGAIN_MS = 30_000;

/**
 * The ladder, in three lines: the asked role is contacted, attempt by attempt; the next rung opens on evidence; an answer
 * ends the attempts. The CTO may always decide, but their rung stays quiet until the others are spent.
 */
export function contactMoves(
  incident: Incident,
  service: ServicePolicy,
  resolved: ResolvedRoster,
  now: Date,
): readonly ContactMove[] {
  const proof = contactProof(incident, service, resolved);
  const deliveries = proof.underWay.map((attempt) => ({ kind: 'deliver' as const, attempt }));
  if (!isUndecided(incident)) return deliveries;
  const rungs = rungsToOpen(incident, service, resolved, now).map((rung) => ({ kind: 'open-rung' as const, ...rung }));
  const next = proof.presence === null ? nextAttempt(incident, service, resolved, proof, now) : [];
  return [...deliveries, ...next, ...rungs];
}

function nextAttempt(
  incident: Incident,
  service: ServicePolicy,
  resolved: ResolvedRoster,
  proof: ContactProof,
  now: Date,
): readonly ContactMove[] {
  const [attempt] = proof.unmade;
  const configured = attempt === undefined ? undefined : service.authority.contact[attempt];
  if (attempt === undefined || configured === undefined) return waitFor(proof.unreachableFrom, now);
  const to = worthAsking(askedRole(service), incident, service, resolved);
  if (to.length === 0) return [{ kind: 'wait', until: instantAt(now.getTime() + LOOK_UP_AGAIN_MS) }];
  const readyAt = attemptReadyAt(incident, attempt);
  if (!hasCome(readyAt, now)) return [{ kind: 'wait', until: readyAt }];
  return [{ kind: 'attempt', attempt, by: configured.by, to, waitMs: configured.wait }];
}

/**
 * The first attempt is due at once. Each later one when its predecessor's wait is over; one that is still on its way
 * does not hold up the next (a page goes out while Slack is away), and one that failed without counting is not waited for.
 */
function attemptReadyAt(incident: Incident, attempt: number): Instant {
  const before = contactOf(incident, attempt - 1);
  if (before === undefined) return incident.reopenedAt ?? incident.declaredAt;
  if (before.settled === null) return plusMs(before.attemptedAt, before.waitMs);
  return before.counts ? (waitEndsAt(before) ?? before.settled.at) : before.settled.at;
}

function waitFor(instant: Instant | null, now: Date): readonly ContactMove[] {
  return instant === null || hasCome(instant, now) ? [] : [{ kind: 'wait', until: instant }];
}

/** Whether an attempt whose delivery failed counts as made: only as its own line of the policy says. */
export function countsAsMade(service: ServicePolicy, attempt: number): boolean {
  return service.authority.contact[attempt]?.failed_delivery_counts ?? false;
}

/** The role in which this person's "I am here" would be heard; null where nobody waits for their answer. */
export function roleAnswering(
  incident: Incident,
  service: ServicePolicy,
  resolved: ResolvedRoster,
  person: PersonId,
): Role | null {
  const called = [askedRole(service), ...incident.rungsOpened];
  return called.find((role) => peopleIn(role, resolved).includes(person)) ?? null;
}
