import { expect, test } from 'vitest';
import { workInTurn } from '../../commands/in-turn.ts';

test('only a few pieces of work run at once, in the order in which they came', async () => {
  const inTurn = workInTurn(2);
  const begun: number[] = [];
  const gates = Array.from({ length: 5 }, () => Promise.withResolvers<void>());
  const all = gates.map(({ promise }, at) =>
    inTurn(async () => {
      begun.push(at);
      await promise;
    }),
  );
  await expect.poll(() => begun).toEqual([0, 1]);
  gates[1]?.resolve();
  await expect.poll(() => begun).toEqual([0, 1, 2]);
  for (const { resolve } of gates) resolve();
  await Promise.all(all);
  expect(begun).toEqual([0, 1, 2, 3, 4]);
});

test('each piece of work begins in a turn of its own, so that what arrived is heard in between', async () => {
  const inTurn = workInTurn(20);
  let turns = 0;
  let counting = true;
  const count = () => {
    turns += 1;
    if (counting) setImmediate(count);
  };
  setImmediate(count);
  await Promise.all(Array.from({ length: 10 }, () => inTurn(async () => undefined)));
  counting = false;
  expect(turns).toBeGreaterThanOrEqual(9);
});

test('work that lasts long gives up its place, and is still waited for', async () => {
  const inTurn = workInTurn(1, 5);
  const backup = Promise.withResolvers<void>();
  const long = inTurn(() => backup.promise);
  let answered = false;
  await inTurn(async () => {
    answered = true;
  });
  expect(answered).toBe(true);
  backup.resolve();
  await long;
});

test('work that fails gives its place back', async () => {
  const inTurn = workInTurn(1);
  await expect(inTurn(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
  await inTurn(() => Promise.resolve());
});
