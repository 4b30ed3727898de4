import { expect, test } from 'vitest';
import { afterLook, isWellAgain, type Looks, lookWords, noLooks } from '../../src/plan/judge-looks.ts';

const well = { well: true, say: 'answered 200' };
const ill = { well: false, say: 'answered 503' };
const after = (...looks: readonly { well: boolean; say: string }[]): Looks => looks.reduce(afterLook, noLooks);

test('only good looks in a row count: one bad one begins anew (B11)', () => {
  expect(isWellAgain(after(well, well), 3)).toBe(false);
  expect(isWellAgain(after(well, well, ill, well), 3)).toBe(false);
  expect(isWellAgain(after(well, well, ill, well, well, well), 3)).toBe(true);
  expect(after(well, well, ill, well).changes).toBe(2);
});

test('a night of bad looks is told once an hour at five minutes a look, and every change at once', () => {
  let seen = noLooks;
  const told: string[] = [];
  for (const look of [...Array.from({ length: 24 }, () => ill), well, well, ill]) {
    const now = afterLook(seen, look);
    const words = lookWords(seen, now, 3);
    if (words !== null) told.push(words);
    seen = now;
  }
  expect(told).toEqual([
    'look 1: not well – answered 503',
    'look 12: not well – answered 503',
    'look 24: not well – answered 503',
    'look 25: well, 1 of 3 looks in a row – answered 200',
    'look 26: well, 2 of 3 looks in a row – answered 200',
    'look 27: not well – answered 503',
  ]);
});

test('a provider that flaps, or has to be well for very long, does not flood the journal', () => {
  const linesOf = (looks: readonly { well: boolean; say: string }[], wanted: number) => {
    const all = looks.map((_, at) => after(...looks.slice(0, at + 1)));
    return all.map((now, at) => lookWords(all[at - 1] ?? noLooks, now, wanted)).filter((words) => words !== null);
  };
  const flapping = Array.from({ length: 600 }, (_, at) => (at % 2 === 0 ? ill : well));
  expect(linesOf(flapping, 3).length).toBeLessThanOrEqual(13 + 600 / 12);
  const calm = Array.from({ length: 600 }, () => well);
  expect(linesOf(calm, 1000).length).toBeLessThanOrEqual(12 + 600 / 12);
});
