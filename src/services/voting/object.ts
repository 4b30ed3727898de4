import type { BodyOf } from '../../domain/entry.ts';
import type { Incident } from '../../domain/incident.ts';
import { granted, refused, type Verdict } from '../../domain/verdict.ts';
import type { Judged } from '../../engine/journal.ts';
import { judgeAction } from '../../policy/capabilities.ts';
import { presenceDrafts } from '../../policy/presence.ts';
import { clock } from '../../policy/words.ts';
import type { Asking, UseCases } from '../use-cases.ts';
import { actOn, type Scene, type VotingHouse } from './act-on.ts';
import { reasonTrouble } from './reason.ts';

type Objecting = Parameters<UseCases['object']>[1];

/** Stops what has not begun: before the decision it blocks approval, after it the steps that are left. */
export function object(house: VotingHouse, asking: Asking, given: Objecting): Promise<Verdict<Incident>> {
  return actOn(house, asking, given.incident, (scene) => judgeObjection(scene, given.why));
}

export function judgeObjection(scene: Scene, why: string): Verdict<Judged> {
  const may = judgeAction('object', scene);
  if (may.kind === 'refused') return may;
  const trouble = reasonTrouble(why, 'object');
  if (trouble !== null) return refused(trouble);
  const before = scene.incident.objections.find(({ by }) => by === scene.person);
  if (before !== undefined) {
    const when = clock(before.at, scene.service.time_zone, scene.now);
    return refused({
      code: 'already-voted',
      say: `Your objection of ${when} stands: ${before.why}`,
      hint: 'You can withdraw it, or add to it with `/incident note`.',
    });
  }
  const [role = 'owner'] = may.value.roles.filter((each) => each !== 'on-call');
  const me = { kind: 'person', id: scene.person } as const;
  return granted({
    drafts: [
      ...presenceDrafts({ ...scene, how: 'objected' }),
      ...ownVoteTakenBack(scene).map((body) => ({ by: me, body })),
      { by: me, body: { kind: 'objection-raised', role, why: why.trim() } },
    ],
  });
}

/** Nobody both approves a plan and objects to it: the approval must not be counted with somebody else's later. */
function ownVoteTakenBack({ incident, person }: Scene): BodyOf<'vote-withdrawn'>[] {
  const own = incident.votes.find(({ by, choice }) => by === person && choice === 'approve');
  if (own === undefined || incident.decision !== null) return [];
  return [{ kind: 'vote-withdrawn', revision: own.revision, why: 'objected to the plan' }];
}
