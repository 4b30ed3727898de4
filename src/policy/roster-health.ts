import type { Finding } from '../domain/finding.ts';
import type { PersonId } from '../domain/ids.ts';
import { type ResolvedRoster, type Role, roleNames } from '../domain/person.ts';
import type { ServicePolicy } from '../domain/policy-file/service.ts';
import { anyTimeRoles, peopleIn } from './roles.ts';
import { anyOf, capital, counted, listed, theRole } from './words.ts';

/** Fewer than two people who could decide is one phone that is switched off. */
const DECIDERS_WANTED = 2;

type Check = (service: ServicePolicy, resolved: ResolvedRoster) => Finding;

const checks: readonly Check[] = [
  rolesResolve,
  somebodyCouldDecide,
  twoCouldDecide,
  votesCanBeReached,
  standInIsSomebodyElse,
  declarerLeavesSomebody,
  lateDecisionHasSomebody,
];

/**
 * Whether the people behind the roles could carry a decision, as they resolve today. Asked at start-up, where a failure
 * refuses the service, and weekly, where it warns in the channel.
 */
export function rosterHealth(service: ServicePolicy, resolved: ResolvedRoster): readonly Finding[] {
  return checks.map((check) => check(service, resolved));
}

function rolesResolve(service: ServicePolicy, resolved: ResolvedRoster): Finding {
  const check = 'every role has an active person';
  const unresolved = resolved.unresolved.map(({ role, why }) => `${theRole(role)}: ${why}`);
  const known = new Set(resolved.unresolved.map(({ role }) => role));
  const empty = (Object.keys(service.authority.roles) as Role[])
    .filter((role) => !known.has(role) && peopleIn(role, resolved).length === 0)
    .map((role) => `${theRole(role)}: nobody active`);
  const missing = [...unresolved, ...empty];
  if (missing.length === 0)
    return { check, result: 'passed', say: `Every role of ${service.title} has an active person.` };
  return {
    check,
    result: 'failed',
    say: `Not everybody could be found for ${service.title}. ${capital(missing.join('; '))}.`,
    hint: `Correct authority.roles of ${service.name} in recourse.yaml, or the user group or command that it names.`,
  };
}

function somebodyCouldDecide(service: ServicePolicy, resolved: ResolvedRoster): Finding {
  const check = 'somebody could decide';
  const people = atAnyTime(service, resolved);
  if (people.length > 0) {
    return {
      check,
      result: 'passed',
      say: `${counted(people.length, 'person', 'people')} could decide at any time: ${anyOf(people)}.`,
    };
  }
  return {
    check,
    result: 'failed',
    say: `Nobody could decide on a rollback of ${service.title}.`,
    hint: `Give ${listed(anyTimeRoles(service).map(theRole), 'or')} people in recourse.yaml.`,
  };
}

function twoCouldDecide(service: ServicePolicy, resolved: ResolvedRoster): Finding {
  const check = 'at least two people could decide';
  if (service.authority.profile === 'single-operator')
    return { check, result: 'skipped', say: `${service.title} is run by a single operator, as its policy says (B1).` };
  const people = everDeciding(service, resolved);
  if (people.length >= DECIDERS_WANTED)
    return { check, result: 'passed', say: `${people.length} people could decide: ${anyOf(people)}.` };
  return {
    check,
    result: 'warned',
    say: `Only ${counted(people.length, 'person', 'people')} could decide for ${service.title}: ${anyOf(people)}.`,
    hint: 'Name a second person, so that one switched-off phone does not stop a recovery.',
  };
}

/** Stand-ins do not add to it: while the lead can vote there is nobody to stand in for. */
function votesCanBeReached(service: ServicePolicy, resolved: ResolvedRoster): Finding {
  const check = 'enough people for the votes needed';
  const needed = service.authority.votes_needed;
  const people = atAnyTime(service, resolved);
  if (needed === 1 || people.length >= needed)
    return {
      check,
      result: 'passed',
      say: `${counted(needed, 'vote')} needed, ${people.length} people could cast one.`,
    };
  return {
    check,
    result: 'failed',
    say: `${counted(needed, 'vote')} needed, but only ${counted(people.length, 'person', 'people')} could cast one at any time: the decision could never be made.`,
    hint: `Name more people as ${listed(anyTimeRoles(service).map(theRole), 'or')}, or lower authority.votes_needed of ${service.name}.`,
  };
}

/** A lead who stands in for themselves: the same silence would prove them unreachable and entitle them. */
function standInIsSomebodyElse(service: ServicePolicy, resolved: ResolvedRoster): Finding {
  const check = 'the stand-in is somebody else';
  const [leads, onCall] = [peopleIn('team-lead', resolved), peopleIn('on-call', resolved)];
  if (service.authority.profile !== 'stand-in' || leads.length === 0 || onCall.length === 0)
    return { check, result: 'skipped', say: 'Nobody stands in for anybody as the roles are today.' };
  if (onCall.some((id) => !leads.includes(id)) && leads.some((id) => !onCall.includes(id)))
    return { check, result: 'passed', say: `${anyOf(onCall)} would stand in for ${anyOf(leads)}.` };
  return {
    check,
    result: 'failed',
    say: `${capital(roleNames['team-lead'])} and ${roleNames['on-call']} of ${service.title} are the same: ${anyOf(onCall)} would stand in for themselves.`,
    hint: 'Put somebody else on call, or choose profile: single-operator, which records one person as one person.',
  };
}

function declarerLeavesSomebody(service: ServicePolicy, resolved: ResolvedRoster): Finding {
  const check = 'somebody is left when a decider declares';
  if (service.authority.requester_may_decide)
    return { check, result: 'skipped', say: 'Whoever declares may also decide, as policy says.' };
  const people = atAnyTime(service, resolved);
  const needed = service.authority.votes_needed;
  if (people.length > needed)
    return { check, result: 'passed', say: `Any of ${anyOf(people)} may declare and others can decide.` };
  return {
    check,
    result: 'warned',
    say: `If ${anyOf(people)} declares, too few are left to decide at once: whoever declares does not decide here, and ${counted(needed, 'vote')} needed.`,
    hint: 'Name one more person, or set authority.requester_may_decide to true.',
  };
}

function lateDecisionHasSomebody(service: ServicePolicy, resolved: ResolvedRoster): Finding {
  const check = 'somebody could decide late';
  if (service.window.late_decision !== 'cto-only')
    return {
      check,
      result: 'skipped',
      say: `Late decisions are ${service.window.late_decision.replaceAll('-', ' ')}.`,
    };
  const ctos = peopleIn('cto', resolved);
  if (ctos.length > 0) return { check, result: 'passed', say: `After the window ${anyOf(ctos)} may still approve.` };
  return {
    check,
    result: 'warned',
    say: `After the window only the CTO may approve, and ${service.title} has none.`,
    hint: 'Name a CTO, or choose another window.late_decision.',
  };
}

function atAnyTime(service: ServicePolicy, resolved: ResolvedRoster): readonly PersonId[] {
  return [...new Set(anyTimeRoles(service).flatMap((role) => peopleIn(role, resolved)))];
}

/** Stand-ins included: they could, once the lead is proved unreachable. */
function everDeciding(service: ServicePolicy, resolved: ResolvedRoster): readonly PersonId[] {
  const standIns = service.authority.profile === 'stand-in' ? peopleIn('on-call', resolved) : [];
  return [...new Set([...atAnyTime(service, resolved), ...standIns])];
}
