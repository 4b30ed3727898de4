import { expect, test } from 'vitest';
import { SwapIntent } from '../../src/domain/database.ts';
import type { Given, GivenGrant } from '../../src/engine/step.ts';
import type { Swap, SwapStanding } from '../../src/ports/databases.ts';
import { promoteCopy } from '../../src/steps/promote-copy.ts';

const intent = SwapIntent.parse({
  productionName: 'app',
  productionOid: 16_401,
  copyName: 'app_scratch_inc7_f1',
  copyOid: 16_900,
  keptName: 'app_replaced_20261121_1134_inc7',
  systemIdentifier: '7300000000000000001',
});

/** A swap of which only the standing is asked, and a gate that says whether it was opened. */
function given(standing: SwapStanding) {
  const opened: string[] = [];
  const swap: Pick<Swap, 'standing' | 'reopen'> = {
    standing: async () => standing,
    reopen: async ({ productionName }) => void opened.push(productionName),
  };
  return { given: { ports: { swap } } as unknown as Given, opened };
}

test.each(['not-begun', 'gate-closed'] as const)(
  'a promotion that is %s is taken back by opening the gate',
  async (standing) => {
    const { given: house, opened } = given(standing);
    expect(await promoteCopy.undo(house, intent)).toBe('The gate is open; production is the database that it was.');
    expect(opened).toEqual(['app']);
  },
);

test('a promotion that took effect is not said to be taken back: the gate is open, and a person decides', async () => {
  const { given: house, opened } = given('swapped');
  await expect(promoteCopy.undo(house, intent)).rejects.toThrow(
    'app is the restored copy already; the database that it replaced is kept as app_replaced_20261121_1134_inc7.',
  );
  expect(opened).toEqual([]);
});

test('a promotion that took effect although its attempt was told as failed is found done when it is tried again, and clients are let go on', async () => {
  const opened: string[] = [];
  const later = '2026-11-21T11:52:00.000Z';
  const house = {
    incident: {
      id: 'INC-7',
      head: { at: later },
      proposed: { plan: { target: { database: 'app', oid: 16_401, systemIdentifier: null } } },
      steps: { 'promote-copy': { name: 'promote-copy', status: 'pending', attempts: 1, intent } },
    },
    now: new Date(later),
    outcomeOf: () => ({ copy: { name: intent.copyName, oid: intent.copyOid } }),
    // As the catalogue answers: production carries the name that the first attempt gave it, and no other.
    ports: {
      swap: {
        reopen: async ({ keptName }: SwapIntent) => void opened.push(keptName),
        standing: async ({ keptName }: SwapIntent) => (keptName === intent.keptName ? 'swapped' : 'cannot-tell'),
      },
    },
  } as unknown as GivenGrant;
  expect(await promoteCopy.check(house, null)).toMatchObject({
    kind: 'already-done',
    outcome: { keptName: intent.keptName },
  });
  // A pooler that did not answer RESUME would keep everybody waiting for ever.
  expect(opened).toEqual([intent.keptName]);
});
