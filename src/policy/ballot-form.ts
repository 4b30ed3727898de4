import type { Basis } from '../domain/decision.ts';
import { roleNames } from '../domain/person.ts';
import type { PathName } from '../domain/plan.ts';
import type { ServicePolicy } from '../domain/policy-file/service.ts';
import type { Refusal } from '../domain/verdict.ts';
import type { VoteAsked } from './authority.ts';
import { isTypedRight, typedPhrase } from './confirmation.ts';
import { hasCome } from './instants.ts';
import { peopleIn } from './roles.ts';
import type { DecisionWindow } from './window.ts';
import { anyOf, clock, person, span } from './words.ts';

/** As `Vote` allows: Slack's own limit for a text field. */
const REASON_MAX = 3_000;
const MEASUREMENT_MAX = 300;

interface Standing {
  readonly basis: Basis;
  readonly window: DecisionWindow;
}

/** Everything that keeps this vote from somebody who has the standing; all of it at once, so that nobody tries three times. */
export function formMistakes(asked: VoteAsked, standing: Standing): Refusal[] {
  const found = stopsTo(asked, standing);
  if (found.length > 0) return found;
  return [reasonMissing(asked, standing), ...tooLong(asked), notTyped(asked), badReopening(asked)].filter(
    (mistake) => mistake !== null,
  );
}

/** Everything but a form's contents that a vote is judged on; screens ask it as well, so that they promise no more. */
export type ChoiceAsked = Pick<VoteAsked, 'incident' | 'service' | 'resolved' | 'person' | 'choice' | 'now'>;

/** What no form could mend: the path is forbidden, it is too late for them, or somebody objects. */
export function stopsTo(asked: ChoiceAsked, standing: Standing): Refusal[] {
  const stops = [forbiddenPath(asked), forbiddenLate(asked, standing), objected(asked)];
  return stops.filter((stop) => stop !== null);
}

function forbiddenPath({ incident, service, choice }: ChoiceAsked): Refusal | null {
  const path = incident.proposed?.plan.path;
  if (choice !== 'approve' || path === undefined) return null;
  return pathForbidden(path, service);
}

/** P2: some teams never let the schema go back; then no role changes that. */
export function pathForbidden(path: PathName, service: ServicePolicy): Refusal | null {
  if (!service.authority.forbidden_paths.includes(path)) return null;
  return {
    code: 'path-forbidden',
    say: `The policy of ${service.title} forbids "${path}", whoever approves it.`,
    hint: 'Refuse or hold this plan and take another path; `authority.forbidden_paths` in recourse.yaml says which are left.',
  };
}

/** A late vote is never treated as in time. Refusing and holding change nothing in production and stay possible. */
function forbiddenLate(asked: ChoiceAsked, { basis, window }: Standing): Refusal | null {
  if (asked.choice !== 'approve' || window.standing !== 'lapsed') return null;
  const rule = asked.service.window.late_decision;
  if (rule === 'forbidden') return lateForbidden(asked.service, window, asked.now);
  if (rule !== 'cto-only' || basis.rule === 'cto') return null;
  const ctos = peopleIn('cto', asked.resolved);
  const ask = ctos.length === 0 ? 'I could not find out who that is.' : `Ask ${anyOf(ctos)}.`;
  return lapsed(asked.service, window, asked.now, {
    rule: 'after it only the CTO may approve',
    hint: `${ask} ${stillPossible}`,
  });
}

export function lateForbidden(service: ServicePolicy, window: DecisionWindow, now: Date): Refusal {
  return lapsed(service, window, now, { rule: 'after it the policy lets nobody approve', hint: closeHint });
}

const stillPossible = 'You may still refuse or hold.';
const closeHint = `${stillPossible} To ask the question anew, hold it and open it again, or close this incident and declare another.`;

function lapsed(
  service: ServicePolicy,
  window: DecisionWindow,
  now: Date,
  { rule, hint }: { readonly rule: string; readonly hint: string },
): Refusal {
  const closed = clock(window.closesAt, service.time_zone, now);
  return {
    code: 'window-lapsed',
    say: `The decision window closed at ${closed}, ${span(-window.leftMs)} ago, without a decision; ${rule}.`,
    hint,
  };
}

/** An objection stops approval by anybody but the one who raised it and the CTO. */
function objected(asked: ChoiceAsked): Refusal | null {
  const { incident, choice, service, resolved, now } = asked;
  if (choice !== 'approve' || peopleIn('cto', resolved).includes(asked.person)) return null;
  const objection = incident.objections.find(({ by }) => by !== asked.person);
  if (objection === undefined) return null;
  const ctos = peopleIn('cto', resolved);
  const overrule = ctos.length === 0 ? '' : `; the CTO (${anyOf(ctos)}) may decide over it`;
  return {
    code: 'objected',
    say: `${person(objection.by)}, ${roleNames[objection.role]}, objected at ${clock(objection.at, service.time_zone, now)}: ${objection.why}`,
    hint: `Talk to ${person(objection.by)}, who can take the objection back${overrule}.`,
  };
}

function reasonMissing(asked: VoteAsked, { window }: Standing): Refusal | null {
  const { service, choice } = asked;
  if ((asked.reason ?? '').trim() !== '') return null;
  if (window.standing === 'lapsed' && service.window.late_decision === 'with-reason') {
    const late = span(-window.leftMs);
    return {
      code: 'reason-missing',
      say: `The decision window closed ${late} ago, and a decision after it needs a reason.`,
      hint: 'Say in a sentence why now; it is written down as late by so many minutes, with your reason.',
    };
  }
  if (!service.authority.reason_required.includes(choice)) return null;
  return {
    code: 'reason-missing',
    say: `To ${choice}, the policy of ${service.title} asks for a reason.`,
    hint:
      choice === 'hold'
        ? 'Name the criterion: what you saw, and which measurement would change your mind.'
        : 'One sentence is enough; the timeline keeps it.',
  };
}

function tooLong({ reason, reversedBy }: VoteAsked): (Refusal | null)[] {
  return [longerThan(REASON_MAX, 'reason', reason), longerThan(MEASUREMENT_MAX, 'measurement', reversedBy)];
}

function longerThan(most: number, what: string, text = ''): Refusal | null {
  if (text.trim().length <= most) return null;
  return {
    code: 'bad-input',
    say: `The ${what} is longer than ${most.toLocaleString('en-US')} characters.`,
    hint: 'Shorten it here and put the rest into notes with `/incident note`.',
  };
}

function notTyped({ incident, service, choice, typed }: VoteAsked): Refusal | null {
  const phrase = typedPhrase(incident, service);
  if (choice !== 'approve' || phrase === null || isTypedRight(typed, phrase)) return null;
  const got = (typed ?? '').trim() === '' ? 'nothing was typed' : 'something else was typed';
  return {
    code: 'confirmation-missing',
    say: `Approving this changes the database of ${service.title}, so \`${phrase}\` has to be typed, and ${got}.`,
    hint: `Press the button again and type \`${phrase}\`.`,
  };
}

function badReopening({ choice, reopenAt, service, now }: VoteAsked): Refusal | null {
  if (choice !== 'hold' || reopenAt === undefined || !hasCome(reopenAt, now)) return null;
  return {
    code: 'bad-input',
    say: `A hold has to open again in the future; ${clock(reopenAt, service.time_zone, now)} is over.`,
    hint: 'Name a later time.',
  };
}
