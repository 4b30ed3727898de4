import { expect, test } from 'vitest';
import type { Given } from '../../src/engine/step.ts';
import { examineReplaced } from '../../src/steps/examine-replaced.ts';

const kept = { database: 'app_replaced_20261121_1134_inc7', oid: 16_401 };

/** The step as it stands after `intent`, before a database whose gate is open or not. */
function given(isOpen: boolean, intent: object | null): Given {
  const found = { name: kept.database, oid: kept.oid, systemIdentifier: null };
  return {
    incident: {
      choice: { path: 'undo-restore', kept },
      steps: { 'examine-replaced': { name: 'examine-replaced', status: 'pending', attempts: 1, intent } },
    },
    effort: { tag: { run: 'INC-7', fence: 1 } },
    ports: { keptGate: { look: async () => ({ found, isOpen }) } },
  } as unknown as Given;
}

const wasClosed = async (isOpen: boolean, intent: object | null) => {
  const check = await examineReplaced.check(given(isOpen, intent), null);
  return check.kind === 'to-do' ? check.intent.wasClosed : null;
};

test('a database that somebody opened is told of; one that this incident opened itself is not', async () => {
  expect(await wasClosed(true, null)).toBe(false);
  expect(await wasClosed(false, null)).toBe(true);
  expect(await wasClosed(true, { ...kept, wasClosed: true })).toBe(true);
});

test('what was found open stays told of, and what another database was says nothing', async () => {
  expect(await wasClosed(true, { ...kept, wasClosed: false })).toBe(false);
  expect(await wasClosed(true, { database: 'app_replaced_20261121_1210_inc7r2', oid: 16_900, wasClosed: true })).toBe(
    false,
  );
});
