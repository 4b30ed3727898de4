import fc from 'fast-check';
import type { Choice } from '../../src/domain/decision.ts';
import type { Draft } from '../../src/domain/entry.ts';
import { type PersonId, toInstant } from '../../src/domain/ids.ts';
import type { ServicePolicy } from '../../src/domain/policy-file/service.ts';
import type { Verdict } from '../../src/domain/verdict.ts';
import type { Judged } from '../../src/engine/journal.ts';
import { typedPhrase } from '../../src/policy/confirmation.ts';
import { countsAsMade } from '../../src/policy/contact.ts';
import { dueMoves } from '../../src/policy/due.ts';
import { judgeAnswer } from '../../src/services/voting/answer-contact.ts';
import { judgeCorrection } from '../../src/services/voting/correct-identification.ts';
import { judgeObjection } from '../../src/services/voting/object.ts';
import { judgeBallot } from '../../src/services/voting/vote.ts';
import { judgeWithdrawal } from '../../src/services/voting/withdraw.ts';
import {
  cto,
  declared,
  fullTeam,
  lead,
  onCall,
  owner,
  passerBy,
  policy,
  requester,
  type Tale,
} from './incident-builder.ts';

const minute = 60_000;
const anyone = fc.constantFrom(lead, cto, onCall, owner, requester, passerBy);

/** Something that happens: people act, the clock jumps, the conductor looks, plans change. */
export type Happening =
  | { readonly kind: 'jump'; readonly ms: number }
  /** To the next instant at which the clock asks for something, or a millisecond before or after it. */
  | { readonly kind: 'edge'; readonly byMs: number }
  | { readonly kind: 'tick' | 'revise' | 'choose-backup' | 'abandon' | 'recover' }
  | { readonly kind: 'deliver'; readonly fails: boolean }
  | { readonly kind: 'answer' | 'object' | 'withdraw'; readonly by: PersonId }
  | { readonly kind: 'correct'; readonly by: PersonId; readonly agoMs: number }
  | {
      readonly kind: 'vote';
      readonly by: PersonId;
      readonly choice: Choice;
      readonly oldPlan: boolean;
      readonly typed: boolean;
      readonly reason: boolean;
    };

const mostly = fc.integer({ min: 0, max: 9 }).map((dice) => dice > 0);
/** Those who have to wait for their right press more often than those who end the story at once. */
const voters = fc.constantFrom(onCall, onCall, onCall, onCall, owner, owner, requester, passerBy, lead, cto);
const jumpsMs = [0, 1, 30_000, 60_000, 5 * minute, 12 * minute, 31 * minute];

const time: fc.Arbitrary<Happening> = fc.oneof(
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('jump' as const), ms: fc.constantFrom(...jumpsMs) }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('edge' as const), byMs: fc.constantFrom(-1, 0, 0, 1) }) },
);

const ladder: fc.Arbitrary<Happening> = fc.oneof(
  { weight: 3, arbitrary: fc.constant<Happening>({ kind: 'tick' }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('deliver' as const), fails: mostly.map((well) => !well) }) },
);

const talk: fc.Arbitrary<Happening> = fc.oneof(
  fc.record({ kind: fc.constantFrom('answer' as const, 'object' as const, 'withdraw' as const), by: anyone }),
  fc.record({ kind: fc.constant('correct' as const), by: anyone, agoMs: fc.constantFrom(0, minute, 20 * minute) }),
  fc.constantFrom<Happening>({ kind: 'choose-backup' }, { kind: 'abandon' }, { kind: 'recover' }),
);

const ballots: fc.Arbitrary<Happening> = fc.record({
  kind: fc.constant('vote' as const),
  by: voters,
  choice: fc.constantFrom<Choice>('approve', 'approve', 'approve', 'refuse', 'hold'),
  oldPlan: mostly.map((well) => !well),
  typed: mostly,
  reason: mostly,
});

/** Time seeks the edges: most jumps end at, or a millisecond beside, the next instant at which anything changes. */
export const happening: fc.Arbitrary<Happening> = fc.oneof(
  { weight: 4, arbitrary: time },
  { weight: 8, arbitrary: ladder },
  { weight: 1, arbitrary: talk },
  { weight: 2, arbitrary: fc.constant<Happening>({ kind: 'revise' }) },
  { weight: 4, arbitrary: ballots },
);

export const anyPolicy: fc.Arbitrary<ServicePolicy> = fc
  .record({
    profile: fc.constantFrom('stand-in', 'stand-in', 'stand-in', 'on-call-empowered', 'single-operator'),
    requester_may_decide: fc.boolean(),
    votes_needed: fc.constantFrom(1, 1, 2),
    counts: fc.boolean(),
    late_decision: fc.constantFrom('allowed', 'with-reason', 'cto-only', 'forbidden'),
  })
  .map(({ counts, late_decision, ...authority }) =>
    policy({
      authority: {
        ...authority,
        contact: [
          { by: 'direct-message', wait: '2m', failed_delivery_counts: counts },
          { by: 'mention', wait: '3m' },
        ],
      },
      window: { late_decision },
    }),
  );

export const anyDeclarer = fc.constantFrom(requester, requester, requester, lead, onCall, owner);

/** What one happening led to: the tale as it goes on, what was written, and what was judged. */
export interface Turn {
  readonly tale: Tale;
  readonly written: readonly Draft[];
  readonly once: readonly string[];
  readonly verdict: Verdict<Judged> | null;
}

/** Lets it happen, through the same judgements and drafts as the product's. */
export function happen(tale: Tale, what: Happening, service: ServicePolicy): Turn {
  switch (what.kind) {
    case 'jump':
      return still(tale.wait(what.ms));
    case 'edge':
      return still(toEdge(tale, service, what.byMs));
    case 'tick': {
      const { moves } = dueMoves(tale.incident, service, fullTeam, tale.now);
      const drafts = moves.map((move) => move.draft);
      return { tale: tale.writeAll(drafts), written: drafts, once: moves.map((move) => move.once), verdict: null };
    }
    case 'deliver':
      return still(deliverNext(tale, service, what.fails));
    case 'revise':
      return still(mayPlan(tale) ? tale.plan({ lossMayGrowByRows: tale.incident.lastRevision }) : tale);
    case 'choose-backup':
    case 'abandon':
    case 'recover':
      return still(turnPhase(tale, what.kind));
    default:
      return judged(tale, judge(tale, what, service));
  }
}

function judge(
  tale: Tale,
  what: Extract<Happening, { readonly by: PersonId }>,
  service: ServicePolicy,
): Verdict<Judged> {
  const { incident, now } = tale;
  const scene = { incident, service, resolved: fullTeam, person: what.by, now };
  switch (what.kind) {
    case 'answer':
      return judgeAnswer(scene, 'pressed the button');
    case 'object':
      return judgeObjection(scene, 'wait');
    case 'withdraw':
      return judgeWithdrawal(scene, 'I was wrong');
    case 'correct':
      return judgeCorrection(scene, {
        identifiedAt: toInstant(new Date(Date.parse(incident.declaredAt) - what.agoMs)),
        why: 'the logs say so',
      });
    case 'vote':
      return judgeBallot(scene, {
        incident: incident.id,
        choice: what.choice,
        revision: (incident.proposed?.revision ?? 1) - (what.oldPlan ? 1 : 0),
        digest: tale.proposedDigest,
        ...(what.reason ? { reason: 'the data is gone' } : {}),
        ...(what.typed ? { typed: typedPhrase(incident, service) ?? '' } : {}),
      });
  }
}

function toEdge(tale: Tale, service: ServicePolicy, byMs: number): Tale {
  const { wakeAt } = dueMoves(tale.incident, service, fullTeam, tale.now);
  if (wakeAt === null) return tale;
  return tale.wait(Math.max(0, Date.parse(wakeAt) + byMs - tale.now.getTime()));
}

function judged(tale: Tale, verdict: Verdict<Judged>): Turn {
  const written = verdict.kind === 'granted' ? verdict.value.drafts : [];
  return { tale: tale.writeAll(written), written, once: [], verdict };
}

function still(tale: Tale): Turn {
  return { tale, written: [], once: [], verdict: null };
}

function deliverNext(tale: Tale, service: ServicePolicy, fails: boolean): Tale {
  const attempt = tale.incident.contacts.find((contact) => contact.settled === null)?.attempt;
  if (attempt === undefined || ['recovered', 'closed'].includes(tale.incident.phase)) return tale;
  return fails
    ? tale.write({ kind: 'contact-failed', attempt, why: 'no such user', counts: countsAsMade(service, attempt) })
    : tale.write({ kind: 'contact-delivered', attempt });
}

function mayPlan({ incident }: Tale): boolean {
  return incident.phase === 'preparing' || incident.phase === 'deciding';
}

function turnPhase(tale: Tale, kind: 'choose-backup' | 'abandon' | 'recover'): Tale {
  const { phase, declaration } = tale.incident;
  const backup = '20260603T020000Z-nightly-4f1c' as never;
  if (kind === 'choose-backup')
    return ['preparing', 'deciding', 'standing-by'].includes(phase)
      ? tale.write({ kind: 'backup-chosen', backup, why: 'older' }, declaration.declaredBy)
      : tale;
  if (phase !== 'executing') return tale;
  return kind === 'abandon'
    ? tale.write({ kind: 'execution-abandoned', why: 'stop' }, cto)
    : tale.write({ kind: 'incident-recovered', summary: 'done' });
}

/** With a plan on the table: without one nobody votes, and that is tested elsewhere. */
export function begun(by: PersonId): Tale {
  return declared({ by }).plan();
}
