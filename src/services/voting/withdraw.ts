import type { Draft } from '../../domain/entry.ts';
import type { Incident } from '../../domain/incident.ts';
import { granted, type Refusal, refused, type Verdict } from '../../domain/verdict.ts';
import type { Judged } from '../../engine/journal.ts';
import { judgeAction } from '../../policy/capabilities.ts';
import type { Asking, UseCases } from '../use-cases.ts';
import { actOn, type Scene, type VotingHouse } from './act-on.ts';
import { reasonTrouble } from './reason.ts';

type Withdrawal = Parameters<UseCases['withdrawVote']>[1];

/**
 * Takes back what this person said last: an objection, a vote that has not decided, or, while a single operator's
 * cooling-off runs, the decision itself.
 */
export function withdrawVote(house: VotingHouse, asking: Asking, given: Withdrawal): Promise<Verdict<Incident>> {
  return actOn(house, asking, given.incident, (scene) => judgeWithdrawal(scene, given.why));
}

export function judgeWithdrawal(scene: Scene, why: string): Verdict<Judged> {
  const may = judgeAction('withdraw', scene);
  if (may.kind === 'refused') return may;
  const body = takenBack(scene, why.trim());
  if (body === null) return refused(notYours(scene.incident));
  const trouble = reasonTrouble(why, 'withdraw');
  if (trouble !== null) return refused(trouble);
  return granted({ drafts: [{ by: { kind: 'person', id: scene.person }, body }] });
}

function takenBack({ incident, person }: Scene, why: string): Draft['body'] | null {
  const { votes, objections, decision, coolingUntil } = incident;
  if (objections.some(({ by }) => by === person)) return { kind: 'objection-withdrawn', why };
  if (decision === null && votes.some(({ by }) => by === person))
    return { kind: 'vote-withdrawn', revision: incident.proposed?.revision ?? incident.lastRevision, why };
  if (decision?.by === person && coolingUntil !== null)
    return { kind: 'execution-abandoned', why: `withdrawn before anything began: ${why}` };
  return null;
}

function notYours({ id }: Incident): Refusal {
  return {
    code: 'not-yours',
    say: `You have neither a vote on the current plan of ${id} nor an objection to it, so there is nothing of yours to withdraw.`,
    hint: "Nobody takes back somebody else's vote. If you disagree, vote yourself, or ask the team lead or the CTO to object.",
  };
}
