import { expect, test } from 'vitest';
import type { Incident } from '../../../src/domain/incident.ts';
import type { PathChoice } from '../../../src/domain/path-choice.ts';
import type { House } from '../../../src/services/house.ts';
import { closeKeptOf } from '../../../src/services/incidents/close-kept.ts';

const kept = { database: 'app_replaced_20261121_1134_inc7', oid: 16_401 };

async function closedAtTheEndOf(choice: PathChoice['path'], steps: object): Promise<unknown[]> {
  const closed: unknown[] = [];
  const keptGate = { close: async (which: unknown) => void closed.push(which) };
  const house = { portsOf: () => ({ keptGate }) } as unknown as House;
  await closeKeptOf(house, { choice: { path: choice, kept }, declaration: {}, steps } as unknown as Incident);
  return closed;
}

const examined = { 'examine-replaced': { intent: { ...kept, wasClosed: true } } };

test.each(['undo-restore', 'copy-back', 'restore', 'app-rollback'] as const)(
  'a replaced database that was opened is closed when its incident ends on the way "%s"',
  async (path) => expect(await closedAtTheEndOf(path, examined)).toMatchObject([kept]),
);

test('one that was never opened is left as it is', async () => {
  expect(await closedAtTheEndOf('undo-restore', {})).toEqual([]);
});
