import type { Instant } from '../../domain/ids.ts';
import type { Incident } from '../../domain/incident.ts';
import { granted, type Refusal, refused, type Verdict } from '../../domain/verdict.ts';
import type { Judged } from '../../engine/journal.ts';
import { judgeAction } from '../../policy/capabilities.ts';
import { windowOf } from '../../policy/window.ts';
import { clock } from '../../policy/words.ts';
import type { Asking, UseCases } from '../use-cases.ts';
import { actOn, type Scene, type VotingHouse } from './act-on.ts';
import { reasonTrouble } from './reason.ts';

type Correction = Parameters<UseCases['correctIdentification']>[1];

/** Moves the beginning of the window, with the reason in the journal: until the first vote, and never to reopen it (S9). */
export function correctIdentification(
  house: VotingHouse,
  asking: Asking,
  given: Correction,
): Promise<Verdict<Incident>> {
  return actOn(house, asking, given.incident, (scene) => judgeCorrection(scene, given));
}

export function judgeCorrection(
  scene: Scene,
  { identifiedAt, why }: { readonly identifiedAt: Instant; readonly why: string },
): Verdict<Judged> {
  const may = judgeAction('correct-identification', scene);
  if (may.kind === 'refused') return may;
  const trouble = badInstant(scene, identifiedAt) ?? reasonTrouble(why, 'correct the time of identification');
  if (trouble !== null) return refused(trouble);
  const { closesAt } = windowOf(scene.incident, scene.service, scene.now);
  const body = { kind: 'identification-corrected', identifiedAt, why: why.trim() } as const;
  // Held to the window's end by the store's clock: a correction that comes too late is judged again and refused.
  return granted({ drafts: [{ by: { kind: 'person', id: scene.person }, body }], guard: { notAfter: closesAt } });
}

function badInstant({ incident, service, now }: Scene, identifiedAt: Instant): Refusal | null {
  const words = (instant: Instant) => clock(instant, service.time_zone, now);
  if (identifiedAt === incident.identifiedAt) {
    return {
      code: 'bad-input',
      say: `${incident.id} was identified at ${words(identifiedAt)} already; nothing would change.`,
      hint: 'Give the time at which somebody first knew that it was critical.',
    };
  }
  if (identifiedAt <= incident.declaredAt) return null;
  return {
    code: 'bad-input',
    say: `${words(identifiedAt)} lies after the declaration at ${words(incident.declaredAt)}; whoever declared it had identified it by then.`,
    hint: 'Give a time before the declaration.',
  };
}
