import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkJournal } from '../../support/journal-oracle.ts';
import { happening } from '../../support/random-acts.ts';
import { isGranted, type RandomHouse, randomHouse } from '../../support/random-house.ts';
import { anyDeclarer, anyPolicy } from '../../support/random-voting.ts';

const seed = Math.floor(Math.random() * 2 ** 31);
const runs = 2_500;

describe(`in ${runs} random incidents with crashes at any moment (seed ${seed})`, () => {
  test('no step begins without a grant that is valid at its instant; one decision per revision; lapses and reminders once', async () => {
    const seen = { effects: 0, decisions: 0, lapses: 0, reminders: 0, standIns: 0 };
    await fc.assert(
      fc.asyncProperty(
        anyPolicy,
        anyDeclarer,
        fc.array(happening, { minLength: 5, maxLength: 40, size: 'max' }),
        async (service, by, all) => {
          const house = randomHouse(service, by);
          await house.happen({ kind: 'conduct', meanwhile: [], diesAt: 'nowhere', deliveryFails: false });
          for (const what of all) await house.happen(what);
          checkJournal(house.entries(), service, isGranted);
          checkEffects(house);
          count(seen, house);
        },
      ),
      { seed, numRuns: runs },
    );
    // A walk that never gets anywhere proves nothing.
    for (const [what, often] of Object.entries(seen)) expect(often, `${what} were seen`).toBeGreaterThan(runs / 100);
  }, 120_000);
});

/** Nothing is done to production before its intent stands in the journal, and every intent is for one effect at most. */
function checkEffects({ effects, entries }: RandomHouse): void {
  const all = entries();
  for (const { step, after } of effects) {
    const begun = all.slice(0, after).findLast(({ body }) => 'step' in body && body.step === step);
    expect(begun?.body.kind, `${step} was begun before it did anything`).toBe('step-began');
  }
}

function count(seen: Record<string, number>, { entries, effects }: RandomHouse): void {
  const add = (what: string, often: number) => {
    seen[what] = (seen[what] ?? 0) + often;
  };
  const bodies = entries().map(({ body }) => body);
  add('effects', effects.length);
  add('decisions', bodies.filter(({ kind }) => kind === 'decision-made').length);
  add('lapses', bodies.filter(({ kind }) => kind === 'window-lapsed').length);
  add('reminders', bodies.filter(({ kind }) => kind === 'window-reminded').length);
  add('standIns', bodies.filter((body) => body.kind === 'vote-cast' && body.vote.basis.rule === 'stand-in').length);
}
