import type { Incident } from '../../domain/incident.ts';
import { granted, type Refusal, refused, type Verdict } from '../../domain/verdict.ts';
import type { Judged } from '../../engine/journal.ts';
import { judgeAction } from '../../policy/capabilities.ts';
import { roleAnswering } from '../../policy/contact.ts';
import { presenceDrafts } from '../../policy/presence.ts';
import { askedRole, peopleIn } from '../../policy/roles.ts';
import { anyOf, theRole } from '../../policy/words.ts';
import type { Asking, UseCases } from '../use-cases.ts';
import { actOn, type Scene, type VotingHouse } from './act-on.ts';

type Answering = Parameters<UseCases['answerContact']>[1];

/** "I am here", from somebody who was called: it ends the attempts and closes the right to stand in for them. */
export function answerContact(house: VotingHouse, asking: Asking, given: Answering): Promise<Verdict<Incident>> {
  return actOn(house, asking, given.incident, (scene) => judgeAnswer(scene, given.how));
}

/** Answering twice is answering once. */
export function judgeAnswer(scene: Scene, how: string): Verdict<Judged> {
  const may = judgeAction('answer-contact', scene);
  if (may.kind === 'refused') return may;
  if (roleAnswering(scene.incident, scene.service, scene.resolved, scene.person) === null)
    return refused(notCalled(scene));
  return granted({ drafts: presenceDrafts({ ...scene, how: how.trim() || 'said so' }) });
}

function notCalled({ service, resolved, incident }: Scene): Refusal {
  const role = askedRole(service);
  return {
    code: 'not-yours',
    say: `${incident.id} waits for an answer from ${theRole(role)} of ${service.title} (${anyOf(peopleIn(role, resolved))}), and nobody can answer for them.`,
    hint: 'If you can reach them another way, ask them to press the button themselves.',
  };
}
