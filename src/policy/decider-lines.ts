import type { DeciderLine } from '../domain/card.ts';
import type { PersonId } from '../domain/ids.ts';
import type { Incident } from '../domain/incident.ts';
import type { ResolvedRoster, Role } from '../domain/person.ts';
import type { ServicePolicy } from '../domain/policy-file/service.ts';
import type { Refusal } from '../domain/verdict.ts';
import { stopsTo } from './ballot-form.ts';
import { typedPhrase } from './confirmation.ts';
import { attemptsMade, contactProof } from './contact-proof.ts';
import { rolesOf } from './roles.ts';
import { standInFrom } from './stand-in-outlook.ts';
import { everybody, judgeStanding, type Standing } from './standing.ts';
import { isUndecided, windowOf } from './window.ts';
import { clock, listed, person, span } from './words.ts';

interface Seen {
  readonly incident: Incident;
  readonly service: ServicePolicy;
  readonly resolved: ResolvedRoster;
  readonly now: Date;
}

/** Who may decide now and why, and who may not yet, in the order in which they are called. Empty once it is decided. */
export function deciderLines(seen: Seen): readonly DeciderLine[] {
  if (!isUndecided(seen.incident)) return [];
  return everybody(seen.service, seen.resolved).map((id) => lineOf(id, seen));
}

function lineOf(id: PersonId, seen: Seen): DeciderLine {
  const verdict = judgeStanding({ ...seen, person: id });
  const [role = 'on-call'] = rolesOf(id, seen.resolved);
  if (verdict.kind === 'refused') {
    return { person: id, role, mayNow: false, mayDecline: false, say: whyNotYet(verdict.reasons[0], seen) };
  }
  const { basis } = verdict.value;
  const stop = stopWords(id, verdict.value, seen);
  if (stop !== null) return { person: id, role: basis.role, mayNow: false, mayDecline: true, say: stop };
  return {
    person: id,
    role: basis.role,
    mayNow: true,
    mayDecline: true,
    say: `${whyNow(verdict.value, seen)}${rungWords(basis.role, seen)}`,
  };
}

function whyNow({ basis }: Standing, { incident, service, now }: Seen): string {
  switch (basis.rule) {
    case 'cto':
    case 'lead':
      return 'may decide at any time (S8)';
    case 'empowered':
      return 'may decide at any time, empowered by policy (R2)';
    case 'single-operator': {
      const phrase = typedPhrase(incident, service);
      const typing = phrase === null ? '' : ` after typing \`${phrase}\``;
      return `may decide alone${typing}; nothing begins for another ${span(service.authority.cooling_off)}, and somebody else reviews it afterwards (B1)`;
    }
    case 'stand-in':
      return `may decide, because the team lead did not answer ${attemptsMade(incident, service, now)} (S8)`;
  }
}

/** Quiet rungs: somebody may decide and has not been called. */
function rungWords(role: Role, { incident }: Seen): string {
  return role === 'cto' && !incident.rungsOpened.includes('cto') ? '; not called so far' : '';
}

/** Why somebody with the standing could not approve just now, as the vote would be judged; null where they could. */
function stopWords(id: PersonId, { basis }: Standing, seen: Seen): string | null {
  const { incident, service, now } = seen;
  const window = windowOf(incident, service, now);
  const [stop] = stopsTo({ ...seen, person: id, choice: 'approve' }, { basis, window });
  const voted = incident.votes.some((vote) => vote.by === id && vote.choice === 'approve');
  switch (stop?.code) {
    case undefined:
      return voted ? 'has approved; somebody else has to agree' : null;
    case 'path-forbidden':
      return 'may refuse or hold; the policy forbids this path, whoever approves it';
    case 'objected':
      return `may refuse or hold; ${listed(
        incident.objections.map(({ by }) => person(by)),
        'and',
      )} objected`;
    default:
      return service.window.late_decision === 'forbidden'
        ? 'may refuse or hold; after the window nobody may approve'
        : 'may refuse or hold; after the window only the CTO may approve';
  }
}

function whyNotYet(refusal: Refusal | undefined, seen: Seen): string {
  const { incident, service, resolved, now } = seen;
  switch (refusal?.code) {
    case 'lead-has-answered': {
      const by = contactProof(incident, service, resolved).presence?.by;
      return `does not stand in: ${by === undefined ? 'the team lead' : person(by)} is here`;
    }
    case 'lead-not-yet-unreachable': {
      const from = standInFrom(incident, service, resolved, now);
      return from === null
        ? 'cannot stand in: the attempts to reach the team lead prove nothing'
        : `may decide from about ${clock(from, service.time_zone, now)} if nobody answers for the team lead`;
    }
    case 'requester-may-not-decide':
      return 'declared the incident, and by policy does not decide on it';
    default:
      return 'does not decide under this profile';
  }
}
