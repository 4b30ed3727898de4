import type { Choice } from '../../src/domain/decision.ts';
import type { PersonId } from '../../src/domain/ids.ts';
import type { ServicePolicy } from '../../src/domain/policy-file/service.ts';
import type { Verdict } from '../../src/domain/verdict.ts';
import { judgeVote, type VoteAllowed, type VoteAsked } from '../../src/policy/authority.ts';
import { typedPhrase } from '../../src/policy/confirmation.ts';
import { fullTeam, type Tale } from './incident-builder.ts';

/** Somebody presses a button of the newest card and fills the form in rightly, but for what the test changes. */
export function press(
  tale: Tale,
  service: ServicePolicy,
  person: PersonId,
  choice: Choice,
  more: Partial<VoteAsked> = {},
): Verdict<VoteAllowed> {
  return judgeVote({
    incident: tale.incident,
    service,
    resolved: fullTeam,
    person,
    choice,
    revision: tale.incident.proposed?.revision ?? 1,
    digest: tale.proposedDigest,
    reason: 'the data is gone',
    typed: typedPhrase(tale.incident, service) ?? undefined,
    now: tale.now,
    ...more,
  });
}

/** The codes of a refusal, or the rule by which the vote was allowed. */
export function outcomeOf(verdict: Verdict<VoteAllowed>): string {
  return verdict.kind === 'granted'
    ? verdict.value.vote.basis.rule
    : verdict.reasons.map((reason) => reason.code).join(', ');
}

/** What a refused person reads: every sentence, each followed by its next move. */
export function wordsOf(verdict: Verdict<unknown>): string[] {
  return verdict.kind === 'granted' ? [] : verdict.reasons.map((reason) => `${reason.say} → ${reason.hint}`);
}

/** @throws Error with the refusal's words when the vote was refused */
export function allowedVote(verdict: Verdict<VoteAllowed>): VoteAllowed {
  if (verdict.kind === 'granted') return verdict.value;
  throw new Error(wordsOf(verdict).join('\n'));
}
