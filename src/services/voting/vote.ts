import type { Vote } from '../../domain/decision.ts';
import type { Draft } from '../../domain/entry.ts';
import type { Incident } from '../../domain/incident.ts';
import { granted, type Verdict } from '../../domain/verdict.ts';
import type { Judged } from '../../engine/journal.ts';
import { judgeVote, type VoteAllowed } from '../../policy/authority.ts';
import { presenceDrafts } from '../../policy/presence.ts';
import type { AppendGuard } from '../../ports/entry-store.ts';
import type { Asking, UseCases } from '../use-cases.ts';
import { actOn, type Scene, type VotingHouse } from './act-on.ts';

type Ballot = Parameters<UseCases['vote']>[1];

/** Casts a vote, and makes the decision in the same append when it is the last that was missing. */
export function vote(house: VotingHouse, asking: Asking, ballot: Ballot): Promise<Verdict<Incident>> {
  return actOn(house, asking, ballot.incident, (scene) => judgeBallot(scene, ballot));
}

/** The entries that a vote writes, and the instants between which it may be written (I3). */
export function judgeBallot(scene: Scene, ballot: Ballot): Verdict<Judged> {
  const verdict = judgeVote({ ...scene, ...ballot, incident: scene.incident });
  if (verdict.kind === 'refused') return verdict;
  return granted({ drafts: draftsOf(scene, verdict.value), guard: guardOf(verdict.value) });
}

function draftsOf(scene: Scene, { vote: cast, voters, decides }: VoteAllowed): readonly Draft[] {
  const by = { kind: 'person', id: scene.person } as const;
  return [
    ...presenceDrafts({ ...scene, how: 'voted' }),
    ...(isOwnObjectionOver(scene, cast)
      ? [{ by, body: { kind: 'objection-withdrawn' as const, why: 'approved the plan' } }]
      : []),
    { by, body: { kind: 'vote-cast', vote: cast } },
    ...(decides ? [{ by, body: { kind: 'decision-made' as const, vote: cast, votes: [...voters] } }] : []),
  ];
}

/** Who approves no longer objects, and must not stand in the way of the next who approves. */
function isOwnObjectionOver({ incident, person }: Scene, { choice }: Vote): boolean {
  return choice === 'approve' && incident.objections.some(({ by }) => by === person);
}

function guardOf({ validFrom, validUntil }: VoteAllowed): Pick<AppendGuard, 'notBefore' | 'notAfter'> {
  return {
    ...(validFrom === null ? {} : { notBefore: validFrom }),
    ...(validUntil === null ? {} : { notAfter: validUntil }),
  };
}
