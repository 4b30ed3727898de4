import type { PersonId } from '../domain/ids.ts';
import type { Incident } from '../domain/incident.ts';
import type { ResolvedRoster, Role } from '../domain/person.ts';
import { roleNames } from '../domain/person.ts';
import type { ServicePolicy } from '../domain/policy-file/service.ts';
import { attemptName } from './contact-proof.ts';
import { deciderLines } from './decider-lines.ts';
import { msOf } from './instants.ts';
import { anyTimeRoles, askedRole, mayDecideHere, peopleIn } from './roles.ts';
import { standInAfterMs, standInFrom } from './stand-in-outlook.ts';
import { judgeStanding } from './standing.ts';
import { isUndecided, windowOf } from './window.ts';
import { anyOf, clock, listed, person, span, theRole } from './words.ts';

/** "Who in ten minutes": long enough for a ladder to move, short enough to wait for. */
const AHEAD_MS = 10 * 60_000;

/** Who could decide now, by which rule, who could in ten minutes, and what would change it; one line each. */
export function whoCouldDecide(given: {
  readonly service: ServicePolicy;
  readonly resolved: ResolvedRoster;
  /** The service's live incident, if there is one. */
  readonly incident: Incident | null;
  readonly now: Date;
}): readonly string[] {
  const { service, resolved, incident, now } = given;
  const lines =
    incident !== null && isUndecided(incident)
      ? duringIncident({ service, resolved, incident, now })
      : inGeneral(service, resolved, incident);
  return [...lines, ...conditions(service), ...troubles(resolved)];
}

interface Live {
  readonly service: ServicePolicy;
  readonly resolved: ResolvedRoster;
  readonly incident: Incident;
  readonly now: Date;
}

function duringIncident(live: Live): string[] {
  const { service, incident, now } = live;
  const lines = deciderLines(live);
  const [able, notYet] = [lines.filter((line) => line.mayNow), lines.filter((line) => !line.mayNow)];
  const window = windowOf(incident, service, now);
  const closes = clock(window.closesAt, service.time_zone, now);
  return [
    able.length === 0 ? `Now: nobody could decide on ${incident.id}.` : `Now, on ${incident.id}:`,
    ...able.map((line) => `${person(line.person)}, ${roleNames[line.role]}: ${line.say}.`),
    ...notYet.map((line) => `Not now: ${person(line.person)}, ${roleNames[line.role]}: ${line.say}.`),
    inTenMinutes(live),
    window.standing === 'lapsed' ? `The window closed at ${closes}.` : `The window closes at ${closes}.`,
    ...(incident.proposed === null ? ['There is no plan to decide on yet; the buttons come with it.'] : []),
  ];
}

function inTenMinutes(live: Live): string {
  const { service, resolved, incident, now } = live;
  const ahead = now.getTime() + AHEAD_MS;
  const closing = closedByThen(live, ahead);
  if (closing !== null) return `In ten minutes: ${closing}`;
  const from = standInFrom(incident, service, resolved, now);
  const onCall = peopleIn('on-call', resolved).filter((id) => waitsForLead(id, live));
  if (onCall.length === 0 || from === null || msOf(from) <= now.getTime()) return 'In ten minutes: the same people.';
  const when = clock(from, service.time_zone, now);
  return msOf(from) <= ahead
    ? `In ten minutes: ${anyOf(onCall)}, on-call engineer, as well, if nobody answers for the team lead until ${when}.`
    : `In ten minutes: the same people; ${anyOf(onCall)}, on-call engineer, from about ${when} if nobody answers for the team lead.`;
}

/** Nothing but time stands between them and the right to decide. */
function waitsForLead(id: PersonId, live: Live): boolean {
  const verdict = judgeStanding({ ...live, person: id });
  return verdict.kind === 'refused' && verdict.reasons[0]?.code === 'lead-not-yet-unreachable';
}

/** Who may still approve once the window has closed, where it does so by then and that changes the answer. */
function closedByThen({ service, resolved, incident, now }: Live, ahead: number): string | null {
  const { closesAt, standing } = windowOf(incident, service, now);
  if (standing === 'lapsed' || msOf(closesAt) > ahead) return null;
  const closes = `the window closes at ${clock(closesAt, service.time_zone, now)}.`;
  switch (service.window.late_decision) {
    case 'forbidden':
      return `nobody may approve any more; ${closes}`;
    case 'cto-only': {
      const ctos = peopleIn('cto', resolved).filter((id) => mayDecideHere(id, incident, service));
      return `only ${anyOf(ctos)} (CTO) may approve; ${closes}`;
    }
    case 'allowed':
    case 'with-reason':
      return null;
  }
}

function inGeneral(service: ServicePolicy, resolved: ResolvedRoster, incident: Incident | null): string[] {
  const decided =
    incident === null ? [] : [`${incident.id} is decided already; this is how it would be for the next one.`];
  const atAnyTime = anyTimeRoles(service).flatMap((role) => namesOf(role, resolved));
  return [
    ...decided,
    atAnyTime.length === 0 ? 'At any time: nobody could decide.' : `At any time: ${listed(atAnyTime, 'or')}.`,
    ...standInLine(service, resolved),
  ];
}

function namesOf(role: Role, resolved: ResolvedRoster): string[] {
  const people = peopleIn(role, resolved);
  return people.length === 0 ? [] : [`${anyOf(people)} (${roleNames[role]})`];
}

function standInLine(service: ServicePolicy, resolved: ResolvedRoster): string[] {
  const onCall = peopleIn('on-call', resolved);
  if (service.authority.profile !== 'stand-in' || onCall.length === 0) return [];
  const { contact } = service.authority;
  if (contact.length === 0)
    return [`Never: ${anyOf(onCall)} (on-call engineer), because no attempt to reach the team lead is configured.`];
  const attempts = listed(
    contact.map((attempt) => `${attemptName(attempt.by)} (${span(attempt.wait)})`),
    'and',
  );
  const after = standInAfterMs(service);
  const when = after <= AHEAD_MS ? 'Within ten minutes of a declaration' : `${span(after)} after a declaration`;
  return [`${when}: ${anyOf(onCall)} (on-call engineer) as well, if the team lead does not answer ${attempts}.`];
}

const lateRules = {
  allowed: 'After the window the same people may decide; it is recorded as late.',
  'with-reason': 'After the window the same people may decide with a reason; it is recorded as late.',
  'cto-only': 'After the window only the CTO may approve.',
  forbidden: 'After the window nobody may approve.',
} as const;

/** What would change the answer. */
function conditions(service: ServicePolicy): string[] {
  const { authority, window } = service;
  const role = askedRole(service);
  const closing = `What would change it: an answer from ${theRole(role)} ends the attempts to reach them`;
  return [
    authority.profile === 'stand-in' ? `${closing} and the on-call engineer's right to stand in.` : `${closing}.`,
    ...(authority.requester_may_decide ? [] : ['Whoever declares the incident does not decide on it.']),
    ...(authority.votes_needed > 1 ? [`Changing the database takes ${authority.votes_needed} different people.`] : []),
    lateRules[window.late_decision],
  ];
}

function troubles({ unresolved }: ResolvedRoster): string[] {
  return unresolved.map(({ role, why }) => `I could not find out who is ${theRole(role)}: ${why}. Nobody is guessed.`);
}
