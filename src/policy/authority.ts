import type { Basis, Choice, Vote } from '../domain/decision.ts';
import { type Digest, type Instant, type PersonId, toInstant } from '../domain/ids.ts';
import type { Incident } from '../domain/incident.ts';
import type { ResolvedRoster } from '../domain/person.ts';
import type { ServicePolicy } from '../domain/policy-file/service.ts';
import { granted, type Refusal, refused, type Verdict } from '../domain/verdict.ts';
import { barrierToVote } from './ballot-barriers.ts';
import { formMistakes } from './ballot-form.ts';
import { earliest, latest, plusMs } from './instants.ts';
import { votesNeeded } from './roles.ts';
import { judgeStanding, type Standing } from './standing.ts';
import { type DecisionWindow, windowOf } from './window.ts';

/** A vote as somebody wants to cast it. */
export interface VoteAsked {
  readonly incident: Incident;
  readonly service: ServicePolicy;
  readonly resolved: ResolvedRoster;
  readonly person: PersonId;
  readonly choice: Choice;
  /** Of the plan that the button was drawn for. */
  readonly revision: number;
  readonly digest: Digest;
  readonly reason?: string | undefined;
  readonly typed?: string | undefined;
  readonly reopenAt?: Instant | undefined;
  readonly reversedBy?: string | undefined;
  /** The store's clock. */
  readonly now: Date;
}

/** A vote that may be cast, and the instants between which that holds: the journal holds it to the store's clock (I3). */
export interface VoteAllowed {
  readonly vote: Vote;
  /** Inclusive; null: since ever. */
  readonly validFrom: Instant | null;
  /** Exclusive; null: for ever. */
  readonly validUntil: Instant | null;
  /** Everybody whose votes make this choice, this one included. */
  readonly voters: readonly PersonId[];
  /** How many more people must approve; 0 where this vote decides. */
  readonly votesMissing: number;
  readonly decides: boolean;
}

/** A hold that names no time opens again after one more window (S7: a hold is a decision, not a way to forget). */
function defaultReopenAt(service: ServicePolicy, now: Date): Instant {
  return plusMs(toInstant(now), service.window.length);
}

/** May this person cast this vote, at this instant, on this plan? The whole of S7–S9, R2, P2 and B1 in one answer. */
export function judgeVote(asked: VoteAsked): Verdict<VoteAllowed> {
  // Is there still a question, and is this the plan that it is about?
  const barrier = barrierToVote(asked);
  if (barrier !== null) return refused(barrier);
  // Has this person the standing?
  const standing = judgeStanding(asked);
  if (standing.kind === 'refused') return standing;
  // Is it in time, or may it be late, and has nobody objected?
  const window = windowOf(asked.incident, asked.service, asked.now);
  const stopped = formMistakes(asked, { basis: standing.value.basis, window });
  if (stopped.length > 0) return refused(...(stopped as [Refusal, ...Refusal[]]));
  return granted(allowed(asked, standing.value, window));
}

function allowed(asked: VoteAsked, standing: Standing, window: DecisionWindow): VoteAllowed {
  const late = window.standing === 'lapsed';
  const vote = voteOf(asked, standing.basis, window);
  const voters = votersFor(asked);
  const votesMissing = asked.choice === 'approve' ? Math.max(0, neededFor(asked) - voters.length) : 0;
  return {
    vote,
    validFrom: latest(standing.validFrom, late ? window.closesAt : null),
    validUntil: earliest(late ? null : window.closesAt, vote.reopenAt ?? null),
    voters,
    votesMissing,
    decides: votesMissing === 0,
  };
}

/** S7: a hold says when the question opens again and which measurement would reverse it. */
function heldUntil({ service, reopenAt, reversedBy, now }: VoteAsked): Pick<Vote, 'reopenAt' | 'reversedBy'> {
  const measurement = reversedBy?.trim();
  return {
    reopenAt: reopenAt ?? defaultReopenAt(service, now),
    ...(measurement ? { reversedBy: measurement } : {}),
  };
}

function voteOf(asked: VoteAsked, basis: Basis, window: DecisionWindow): Vote {
  const { service, choice } = asked;
  const reason = asked.reason?.trim();
  return {
    choice,
    by: asked.person,
    basis,
    revision: asked.revision,
    digest: asked.digest,
    ...(reason ? { reason } : {}),
    // A vote at the very end is late by no whole millisecond; it is still late.
    ...(window.standing === 'lapsed' ? { lateByMs: Math.max(1, -window.leftMs) } : {}),
    ...(choice === 'hold' ? heldUntil(asked) : {}),
    ...(choice === 'approve' && basis.rule === 'single-operator' && service.authority.cooling_off > 0
      ? { coolingOffMs: service.authority.cooling_off }
      : {}),
  };
}

/** Each person counts once, whatever roles they hold. */
function votersFor({ incident, choice, person }: VoteAsked): readonly PersonId[] {
  const before = incident.votes.filter((vote) => vote.choice === choice).map((vote) => vote.by);
  return [...new Set([...before, person])];
}

function neededFor({ incident, service }: VoteAsked): number {
  const plan = incident.proposed?.plan;
  return plan === undefined ? 1 : votesNeeded(plan, service);
}
