import type { AskedPerson, AuthorityReport, AuthorityResult } from '../../domain/authority-drill.ts';
import type { PretendedEntry } from '../../domain/authority-record.ts';
import type { FollowUpWish } from '../../domain/drill.ts';
import type { IncidentId, Instant, PersonId } from '../../domain/ids.ts';
import type { Answer, Incident } from '../../domain/incident.ts';
import type { ServicePolicy } from '../../domain/policy-file/service.ts';
import { msOf, plusMs } from '../instants.ts';
import { askedRole, votesNeeded } from '../roles.ts';
import { windowOf } from '../window.ts';
import { span } from '../words.ts';
import { wasMeasured } from './measured.ts';

/**
 * How a pretended incident ended, or null while it goes on. The first decision counts, if it was recorded within the
 * window; a real incident ends it whatever else has happened.
 */
export function authorityResult(
  incident: Incident,
  service: ServicePolicy,
  given: { readonly now: Date; readonly live: IncidentId | null },
): AuthorityResult | null {
  const { decision } = incident;
  const { closesAt, standing } = windowOf(incident, service, given.now);
  if (decision !== null) return decision.at < closesAt ? 'in-time' : 'lapsed';
  if (given.live !== null) return 'ended-by-incident';
  if (standing !== 'lapsed') return null;
  return wasMeasured(incident, service, { closesAt, now: given.now }) ? 'lapsed' : 'could-not-be-measured';
}

/** Who was asked when, who answered after how long, and whether a decision would have come in time, by which basis. */
export function authorityReport(
  incident: Incident,
  service: ServicePolicy,
  given: {
    readonly result: AuthorityResult;
    readonly entries: readonly PretendedEntry[];
    readonly live: IncidentId | null;
    readonly now: Instant;
  },
): AuthorityReport {
  const { decision, declaredAt, proposed } = incident;
  const since = (at: Instant) => Math.max(0, msOf(at) - msOf(declaredAt));
  return {
    result: given.result,
    beganAt: declaredAt,
    endedAt: decision?.at ?? given.now,
    windowMs: service.window.length,
    decision:
      decision === null
        ? null
        : { choice: decision.choice, by: decision.by, basis: decision.basis, afterMs: since(decision.at) },
    votesNeeded: proposed === null ? 1 : votesNeeded(proposed.plan, service),
    asked: askedPeople(incident, service, given.entries),
    incident: given.result === 'ended-by-incident' ? given.live : null,
  };
}

function askedPeople(incident: Incident, service: ServicePolicy, entries: readonly PretendedEntry[]): AskedPerson[] {
  const role = askedRole(service);
  const attempts = incident.contacts.flatMap(({ to, by, attemptedAt: at, outcome, why }) =>
    to.map((person) => ({
      person,
      role,
      how: by,
      at,
      failed: outcome === 'failed' ? (why ?? 'no reason given') : null,
    })),
  );
  const called = entries.flatMap(({ body, at }) =>
    body.kind === 'rung-opened'
      ? (body.people ?? []).map((person) => ({ person, role: body.role, how: 'rung', at, failed: null }))
      : [],
  );
  return [...attempts, ...called].map((each) => ({ ...each, answeredAfterMs: answeredAfter(each, incident.answers) }));
}

function answeredAfter(
  { person, at }: { readonly person: PersonId; readonly at: Instant },
  answers: readonly Answer[],
) {
  const answer = answers.find(({ by, at: answeredAt }) => by === person && answeredAt >= at);
  return answer === undefined ? null : msOf(answer.at) - msOf(at);
}

/** What an authority drill that lapsed leaves to be done; null where a decision came, or nothing is known. */
export function authorityFollowUp(
  { drill, title }: ServicePolicy,
  report: AuthorityReport,
  given: { readonly owner: PersonId | null; readonly now: Instant },
): FollowUpWish | null {
  if (report.result !== 'lapsed') return null;
  const answered = report.asked.some(({ answeredAfterMs }) => answeredAfterMs !== null);
  const why = answered ? 'Somebody answered, and nobody decided' : 'Nobody who was asked answered';
  return {
    say: `No decision on ${title} would have come within ${span(report.windowMs)}. ${why}. Find out who was away and why, and mend roles, contact attempts or on-call hours.`,
    owner: drill.owner ?? given.owner,
    dueAt: plusMs(given.now, drill.follow_up_within),
  };
}
