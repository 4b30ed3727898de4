import type { Basis, Choice } from '../../../src/domain/decision.ts';
import type { PersonId } from '../../../src/domain/ids.ts';
import type { ServicePolicy } from '../../../src/domain/policy-file/service.ts';
import { cto, lead, onCall, owner, passerBy, requester } from '../../support/incident-builder.ts';
import { anotherService, type Reach } from './scenes.ts';

const minute = 60_000;

type Profile = ServicePolicy['authority']['profile'];
type Rule = Basis['rule'];

export type Expected =
  | { readonly kind: 'decides'; readonly rule: Rule }
  | { readonly kind: 'refused'; readonly says: RegExp };

/** One press by one person in one situation, and what has to come of it. */
export interface Row {
  readonly name: string;
  readonly service: ServicePolicy;
  readonly person: PersonId;
  readonly by: PersonId;
  readonly choice: Choice;
  readonly reach: Reach;
  readonly standing: 'before' | 'closing' | 'after';
  readonly identifiedAgoMs: number;
  readonly expected: Expected;
  /** In words, for the row's name. */
  readonly outcome: string;
}

const people = { 'team lead': lead, CTO: cto, 'on-call engineer': onCall, owner, 'passer-by': passerBy };
type Who = keyof typeof people;

/** Who decides by which rule, whatever the window says: S8, R2 and B1 as a team reads them. `stand-in` needs evidence. */
const grounds: Readonly<Record<Profile, Readonly<Partial<Record<Who, Rule>>>>> = {
  'stand-in': { 'team lead': 'lead', CTO: 'cto', 'on-call engineer': 'stand-in' },
  'on-call-empowered': { 'team lead': 'lead', CTO: 'cto', 'on-call engineer': 'empowered' },
  'single-operator': { 'team lead': 'lead', CTO: 'cto', owner: 'single-operator' },
};

/** Thirty minutes from identification: before the last five, within them, and a minute after. */
const windows = { before: 10 * minute, closing: 26 * minute, after: 31 * minute } as const;
const declarers = {
  'somebody else declared': { self: false, may: true },
  'they declared and may decide': { self: true, may: true },
  'they declared and may not decide': { self: true, may: false },
} as const;
type Declaring = keyof typeof declarers;

/** `form`: policy asks for the name to be typed, so a window opens. `at once`: it asks for nothing. */
const ways = {
  form: {},
  'at once': { authority: { typed_confirmation: false }, window: { late_decision: 'allowed' } },
} as const;
type Way = keyof typeof ways;

/** What a person reads: in the window that opens, or as an answer. */
const refusals = {
  form: {
    owner: /You may not decide this at the moment.*Nothing was counted/,
    noRole: /You may not decide this at the moment.*Nothing was counted/,
    requester: /declared the incident, and by policy does not decide on it/,
    here: /does not stand in: .* is here/,
    asked: /may decide from about .* if nobody answers for the team lead/,
    unasked: /may decide from about .* if nobody answers for the team lead/,
  },
  'at once': {
    owner: /its policy lets an owner decide only under the single-operator profile/,
    noRole: /You may not decide for PromptRefine/,
    requester: /You declared INC-\d+, and the policy of PromptRefine does not let the person who asks also decide/,
    here: /The team lead is here: .* answered/,
    asked: /I tried a direct message at .* and a mention in the channel at .*; the last wait ends at/,
    unasked: /that is not proved: a direct message and a mention in the channel are still to come/,
  },
} as const;

const profiles = Object.keys(grounds) as Profile[];

/** The whole table through the form; pressing at once differs only in what is read, so there the corners are enough. */
export const rows: readonly Row[] = [
  ...profiles.flatMap((profile) => situations('form', profile, { standings: ['before', 'closing', 'after'] })),
  // Who runs a service alone always types the loss: there is no pressing at once.
  ...situations('at once', 'stand-in', { standings: ['before', 'after'] }),
  ...situations('at once', 'on-call-empowered', { standings: ['before', 'after'] }),
];

/** Only under `stand-in` does it matter how far the attempts have come. */
function reachesOf(profile: Profile): readonly Reach[] {
  return profile === 'stand-in' ? ['here', 'silent', 'asked', 'unasked'] : ['here', 'silent'];
}

function situations(
  way: Way,
  profile: Profile,
  { standings }: { readonly standings: readonly Row['standing'][] },
): Row[] {
  return (Object.keys(people) as Who[]).flatMap((who) =>
    standings.flatMap((standing) =>
      reachesOf(profile).flatMap((reach) =>
        (Object.keys(declarers) as Declaring[]).map((declaring) =>
          situation({ way, profile, who, standing, reach, declaring }),
        ),
      ),
    ),
  );
}

interface Situation {
  readonly way: Way;
  readonly profile: Profile;
  readonly who: Who;
  readonly standing: Row['standing'];
  readonly reach: Reach;
  readonly declaring: Declaring;
}

function situation(at: Situation): Row {
  const { way, profile, who, standing, reach, declaring } = at;
  const { self, may } = declarers[declaring];
  const { authority = {}, window = {} }: Parameters<typeof anotherService>[0] = ways[way];
  const person = people[who];
  return {
    name: `${profile}, ${way}: the ${who}, asked role ${reach}, ${standing} the end, ${declaring}`,
    service: anotherService({ authority: { profile, requester_may_decide: may, ...authority }, window }),
    ...{ person, by: self ? person : requester, choice: 'approve' as const, reach, standing },
    identifiedAgoMs: windows[standing],
    ...outcome(expectedOf(at)),
  };
}

function expectedOf({ way, profile, who, reach, declaring }: Situation): Expected {
  const rule = grounds[profile][who];
  const words = refusals[way];
  const { self, may } = declarers[declaring];
  if (rule === undefined) return refused(who === 'owner' ? words.owner : words.noRole);
  if (self && !may) return refused(words.requester);
  if (rule !== 'stand-in') return { kind: 'decides', rule };
  // A lead who declares is here; nobody else's declaration says anything about the lead.
  return reach === 'silent' ? { kind: 'decides', rule } : refused(words[reach]);
}

function refused(says: RegExp): Expected {
  return { kind: 'refused', says };
}

function outcome(expected: Expected): Pick<Row, 'expected' | 'outcome'> {
  return { expected, outcome: expected.kind === 'decides' ? `decides as ${expected.rule}` : 'is refused and told why' };
}

/** After the end: what the policy asks of an approval, and that refusing and holding stay possible. */
export const lateRows: readonly Row[] = [
  late('cto-only', 'team lead', 'approve', refused(/after the window only the CTO may approve/)),
  late('cto-only', 'on-call engineer', 'approve', refused(/after the window only the CTO may approve/)),
  late('cto-only', 'CTO', 'approve', { kind: 'decides', rule: 'cto' }),
  late('cto-only', 'team lead', 'refuse', { kind: 'decides', rule: 'lead' }),
  late('cto-only', 'on-call engineer', 'hold', { kind: 'decides', rule: 'stand-in' }),
  late('forbidden', 'CTO', 'approve', refused(/after the window nobody may approve/)),
  late('forbidden', 'team lead', 'approve', refused(/after the window nobody may approve/)),
  late('forbidden', 'CTO', 'refuse', { kind: 'decides', rule: 'cto' }),
  late('forbidden', 'team lead', 'hold', { kind: 'decides', rule: 'lead' }),
  late('with-reason', 'on-call engineer', 'refuse', { kind: 'decides', rule: 'stand-in' }),
];

function late(rule: ServicePolicy['window']['late_decision'], who: Who, choice: Choice, expected: Expected): Row {
  return {
    name: `late decision ${rule}: the ${who} presses ${choice}`,
    service: anotherService({ window: { late_decision: rule } }),
    ...{ person: people[who], by: requester, choice, reach: 'silent', standing: 'after' },
    identifiedAgoMs: windows.after,
    ...outcome(expected),
  };
}
