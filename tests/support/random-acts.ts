import fc from 'fast-check';
import type { Choice } from '../../src/domain/decision.ts';
import type { PersonId } from '../../src/domain/ids.ts';
import { cto, lead, onCall, owner, passerBy, requester } from './incident-builder.ts';

const minute = 60_000;

/** What people do and time does, at any moment: also while a step is being checked or carried out. */
export type Act =
  | { readonly kind: 'jump' | 'slow-append'; readonly ms: number }
  | {
      readonly kind: 'vote';
      readonly by: PersonId;
      readonly choice: Choice;
      readonly old: boolean;
      readonly twice: boolean;
    }
  | { readonly kind: 'answer' | 'object' | 'withdraw'; readonly by: PersonId }
  | { readonly kind: 'correct'; readonly by: PersonId; readonly agoMs: number }
  | { readonly kind: 'revise' | 'choose-backup' | 'abandon' };

/** A conductor takes the incident, does all it may, and dies where it is told to. */
export interface Conduct {
  readonly kind: 'conduct';
  readonly meanwhile: readonly Act[];
  readonly diesAt: 'nowhere' | 'check' | 'run' | 'delivery' | 'outcome';
  readonly deliveryFails: boolean;
}

/** Those who have to wait for their right press more often than those who end the story at once. */
const voters = fc.constantFrom(onCall, onCall, onCall, onCall, onCall, owner, requester, passerBy, lead, cto);
const anyone = fc.constantFrom(lead, cto, onCall, onCall, owner, requester, passerBy);
const act: fc.Arbitrary<Act> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('jump' as const),
      ms: fc.constantFrom(1, 59_999, 120_000, 180_000, 180_000, 12 * minute, 31 * minute),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('slow-append' as const),
      ms: fc.constantFrom(1, 2_000, 180_000, 29 * minute),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('vote' as const),
      by: voters,
      choice: fc.constantFrom<Choice>('approve', 'approve', 'approve', 'refuse', 'hold'),
      old: fc.integer({ min: 0, max: 9 }).map((dice) => dice === 0),
      twice: fc.integer({ min: 0, max: 4 }).map((dice) => dice === 0),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constantFrom('answer' as const, 'object' as const, 'withdraw' as const),
      by: anyone,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('correct' as const),
      by: anyone,
      agoMs: fc.constantFrom(minute, 20 * minute),
    }),
  },
  { weight: 1, arbitrary: fc.constantFrom<Act>({ kind: 'revise' }, { kind: 'choose-backup' }, { kind: 'abandon' }) },
);

const conduct: fc.Arbitrary<Conduct> = fc.record({
  kind: fc.constant('conduct' as const),
  meanwhile: fc.array(act, { maxLength: 3 }),
  diesAt: fc.constantFrom(
    'nowhere' as const,
    'nowhere' as const,
    'check' as const,
    'run' as const,
    'delivery' as const,
    'outcome' as const,
  ),
  deliveryFails: fc.integer({ min: 0, max: 7 }).map((dice) => dice === 0),
});

export const happening: fc.Arbitrary<Act | Conduct> = fc.oneof(
  { weight: 3, arbitrary: act },
  { weight: 2, arbitrary: conduct },
);
