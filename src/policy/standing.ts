import type { Basis } from '../domain/decision.ts';
import type { Instant, PersonId } from '../domain/ids.ts';
import type { Incident } from '../domain/incident.ts';
import type { ResolvedRoster, Role } from '../domain/person.ts';
import type { ServicePolicy } from '../domain/policy-file/service.ts';
import { granted, refused, type Verdict } from '../domain/verdict.ts';
import { attemptsMade, contactProof } from './contact-proof.ts';
import { hasCome } from './instants.ts';
import { askedRole, peopleIn, rolesOf } from './roles.ts';
import {
  answered,
  lacksEvidence,
  notYetUnreachable,
  ownerOnly,
  requesterBarred,
  stranger,
} from './standing-refusals.ts';
import { clock } from './words.ts';

/** Somebody's right to decide: what it rests on, and from which instant (null: as long as the incident lives). */
export interface Standing {
  readonly basis: Basis;
  readonly validFrom: Instant | null;
}

/** Everything that a judgement of one person's right looks at. */
export interface StandingAsked {
  readonly incident: Incident;
  readonly service: ServicePolicy;
  /** As resolved at the moment of the click, never remembered. */
  readonly resolved: ResolvedRoster;
  readonly person: PersonId;
  readonly now: Date;
}

/**
 * Whether this person may decide, and on what ground. A person with two roles decides by the stronger and counts once; only
 * the single operator never escapes the acknowledgement by being somebody else as well (B1).
 */
export function judgeStanding(asked: StandingAsked): Verdict<Standing> {
  const { incident, service, resolved, person } = asked;
  const roles = rolesOf(person, resolved);
  const ground = groundOf(roles, service);
  if (ground === null) return refused(roles.includes('owner') ? ownerOnly(asked) : stranger(asked, roles));
  if (!service.authority.requester_may_decide && person === incident.declaration.declaredBy) {
    return refused(requesterBarred(asked));
  }
  return ground === 'stand-in' ? judgeStandIn(asked) : granted({ basis: plainBasis(ground), validFrom: null });
}

type Ground = Basis['rule'];

/** Strongest first. Null: none of these roles decides under this profile. */
function groundOf(roles: readonly Role[], service: ServicePolicy): Ground | null {
  const { profile } = service.authority;
  if (profile === 'single-operator' && roles.includes('owner')) return 'single-operator';
  if (roles.includes('cto')) return 'cto';
  if (roles.includes('team-lead')) return 'lead';
  if (!roles.includes('on-call')) return null;
  if (profile === 'on-call-empowered') return 'empowered';
  return profile === 'stand-in' ? 'stand-in' : null;
}

const plainGrounds: Readonly<Record<Exclude<Ground, 'stand-in'>, { readonly role: Role; readonly say: string }>> = {
  cto: { role: 'cto', say: 'The CTO may decide at any time (S8).' },
  lead: { role: 'team-lead', say: 'The team lead may decide at any time (S8).' },
  empowered: { role: 'on-call', say: 'The policy empowers the on-call engineer to decide at any time (R2).' },
  'single-operator': {
    role: 'owner',
    say: 'One operator alone runs this service: they acknowledged the loss in writing, and somebody else reviews it afterwards (B1).',
  },
};

function plainBasis(ground: Exclude<Ground, 'stand-in'>): Basis {
  return { ...plainGrounds[ground], rule: ground, evidence: [] };
}

/** S8: the on-call engineer decides if the lead is unreachable, which is proved by attempts and not by the clock. */
function judgeStandIn(asked: StandingAsked): Verdict<Standing> {
  const { incident, service, resolved, now } = asked;
  const proof = contactProof(incident, service, resolved);
  if (proof.presence !== null) return refused(answered(asked, proof.presence));
  if (proof.unreachableFrom === null) return refused(lacksEvidence(asked, proof));
  if (!hasCome(proof.unreachableFrom, now)) return refused(notYetUnreachable(asked, proof.unreachableFrom));
  const waits = clock(proof.unreachableFrom, service.time_zone, now);
  const basis: Basis = {
    role: 'on-call',
    rule: 'stand-in',
    say: `The on-call engineer stands in for the team lead, who did not answer ${attemptsMade(incident, service, now)}; the last wait ended at ${waits} (S8).`,
    evidence: [...proof.evidence],
  };
  return granted({ basis, validFrom: proof.unreachableFrom });
}

/** Everybody who holds a role here, each once, in the order in which they are called. */
export function everybody(service: ServicePolicy, resolved: ResolvedRoster): readonly PersonId[] {
  const order: readonly Role[] = [askedRole(service), 'cto', 'team-lead', 'on-call', 'owner'];
  return [...new Set(order.flatMap((role) => peopleIn(role, resolved)))];
}
