import type { Instant, PersonId } from '../domain/ids.ts';
import type { ResolvedRoster, Role } from '../domain/person.ts';
import type { ServicePolicy } from '../domain/policy-file/service.ts';
import type { Refusal } from '../domain/verdict.ts';
import { attemptName, attemptsMade, type ContactProof, type Presence } from './contact-proof.ts';
import { anyTimeRoles, askedRole, mayDecideHere, peopleIn, worthAsking } from './roles.ts';
import type { StandingAsked } from './standing.ts';
import { anyOf, capital, clock, listed, person, theRole } from './words.ts';

/** Somebody without a role that decides here. Where a role could not be looked up, that is said and nobody is guessed. */
export function stranger(asked: StandingAsked, roles: readonly Role[]): Refusal {
  const { service, resolved } = asked;
  const unclear = resolved.unresolved;
  if (unclear.length > 0) {
    const which = unclear.map(({ role, why }) => `${theRole(role)} (${why})`).join('; ');
    return {
      code: 'roster-unclear',
      say: `I could not find out who holds these roles for ${service.title}: ${which}. As far as I can tell you hold none that may decide, and I do not guess.`,
      hint: `${whoMay(service, resolved)} If you do hold the role, have the lookup mended and press again.`,
    };
  }
  const held = roles.length === 0 ? 'you hold none of its roles' : `you are ${listed(roles.map(theRole), 'and')}`;
  return {
    code: 'not-an-authority',
    say: `You may not decide for ${service.title}: ${held}.`,
    hint: whoMay(service, resolved),
  };
}

export function ownerOnly({ service, resolved }: StandingAsked): Refusal {
  return {
    code: 'not-an-authority',
    say: `You own ${service.title}, but its policy lets an owner decide only under the single-operator profile.`,
    hint: whoMay(service, resolved),
  };
}

export function requesterBarred({ incident, service, resolved }: StandingAsked): Refusal {
  return {
    code: 'requester-may-not-decide',
    say: `You declared ${incident.id}, and the policy of ${service.title} does not let the person who asks also decide.`,
    hint: whoMay(service, resolved, incident.declaration.declaredBy),
  };
}

export function answered(asked: StandingAsked, presence: Presence): Refusal {
  const { service, now } = asked;
  const when = clock(presence.at, service.time_zone, now);
  return {
    code: 'lead-has-answered',
    say: `The team lead is here: ${person(presence.by)} ${howHeard(presence)} at ${when}, so the on-call engineer does not stand in.`,
    hint: `${capital(whomToAsk(asked, [presence.by]))}.`,
  };
}

function howHeard({ entry, how }: Presence): string {
  return entry === null ? how : `answered (${how})`;
}

/** Everything was tried and the last wait still runs. */
export function notYetUnreachable(asked: StandingAsked, from: Instant): Refusal {
  const { incident, service, now } = asked;
  return {
    code: 'lead-not-yet-unreachable',
    say: `As on-call engineer you may decide once the team lead has failed to answer. I tried ${attemptsMade(incident, service, now)}; the last wait ends at ${clock(from, service.time_zone, now)}.`,
    hint: `Press again after ${clock(from, service.time_zone, now)}, or ${whomToAsk(asked)}.`,
  };
}

/** Attempts are missing, under way, or failed without counting: the clock alone opens nothing. */
export function lacksEvidence(asked: StandingAsked, proof: ContactProof): Refusal {
  const { incident, service, resolved, now } = asked;
  return {
    code: 'lead-not-yet-unreachable',
    say: `As on-call engineer you may decide only when the team lead is proved unreachable, and that is not proved: ${whatIsMissing(asked, proof)}.`,
    hint: incident.contacts.length === 0 ? `${capital(whomToAsk(asked))}.` : laterHint(),
  };

  function laterHint(): string {
    const ctos = peopleIn('cto', resolved).filter((id) => mayDecideHere(id, incident, service));
    const leads = anyOf(worthAsking('team-lead', incident, service, resolved));
    if (proof.uncounted.length + proof.unasked.length > 0)
      return `Waiting will not change this: ${ctos.length === 0 ? '' : `ask ${anyOf(ctos)} (CTO), or `}reach ${leads} another way and have them answer here.`;
    return `So far: ${attemptsMade(incident, service, now)}. ${capital(whomToAsk(asked))}, or wait.`;
  }
}

function whatIsMissing({ service }: StandingAsked, proof: ContactProof): string {
  const configured = service.authority.contact;
  const named = (attempt: number) => attemptName(configured[attempt]?.by ?? 'an attempt');
  if (configured.length === 0) return 'the policy names no attempt to reach them, so nothing could prove it';
  if (proof.unasked.length > 0) return `the role has changed hands and ${anyOf(proof.unasked)} was never asked`;
  const [failed] = proof.uncounted;
  if (failed !== undefined)
    return `${named(failed.attempt)} could not be delivered (${failed.why ?? 'no reason given'}), and the policy does not let that count`;
  const [sending] = proof.underWay;
  if (sending !== undefined) return `${named(sending)} has not been delivered yet`;
  return `${listed(proof.unmade.map(named), 'and')} ${proof.unmade.length === 1 ? 'is' : 'are'} still to come`;
}

/** Who may decide now, as the next move of somebody who may not: these leads, and the CTO. */
function whomToAsk(
  { incident, service, resolved }: StandingAsked,
  leads: readonly PersonId[] = peopleIn('team-lead', resolved),
): string {
  const able = (people: readonly PersonId[]) => people.filter((id) => mayDecideHere(id, incident, service));
  const [asked, ctos] = [able(leads), able(peopleIn('cto', resolved))];
  const ways = [
    ...(asked.length === 0 ? [] : [`${anyOf(asked)} to decide`]),
    ...(ctos.length === 0 ? [] : [`${anyOf(ctos)} (CTO), who may decide at any time`]),
  ];
  return ways.length === 0
    ? 'find somebody else who may decide: `/rollback who` names them'
    : `ask ${ways.join(', or ')}`;
}

/** Who may decide, by role and name, as the next move of whoever may not. */
export function whoMay(service: ServicePolicy, resolved: ResolvedRoster, barred?: PersonId): string {
  const lines = decidingRoles(service).flatMap((role) => {
    const people = peopleIn(role, resolved).filter((id) => mayAsk(service, id, barred));
    if (people.length === 0) return [];
    const condition =
      role === 'on-call' && askedRole(service) === 'team-lead' ? ', if the team lead cannot be reached' : '';
    return [`${theRole(role)} (${anyOf(people)}${condition})`];
  });
  return lines.length === 0
    ? 'Nobody else can be named as long as the roles of this service do not resolve; whoever keeps recourse.yaml can mend that.'
    : `Ask ${listed(lines, 'or')}.`;
}

function mayAsk(service: ServicePolicy, id: PersonId, barred: PersonId | undefined): boolean {
  return service.authority.requester_may_decide || id !== barred;
}

function decidingRoles(service: ServicePolicy): readonly Role[] {
  return service.authority.profile === 'stand-in' ? [...anyTimeRoles(service), 'on-call'] : anyTimeRoles(service);
}
