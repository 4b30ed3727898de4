import { expect, test } from 'vitest';
import type { GivenGrant } from '../../src/engine/step.ts';
import type { CopyBack, CopyBackStanding, CopyBackUndone } from '../../src/ports/copy-back.ts';
import { copyRowsBack } from '../../src/steps/copy-rows-back.ts';

const digest = 'a'.repeat(64);
const report = { digest, tables: [{ missing: 12, changed: 3, parents: 2 }] };

/** A plan to copy 17 rows, and a server that says how far that came. */
function given(standing: CopyBackStanding, undone?: CopyBackUndone): GivenGrant {
  const copyBack: Partial<CopyBack> = {
    standing: async () => standing,
    undo: async () => undone ?? { deleted: 0, restored: 0, left: [] },
  };
  const incident = { id: 'INC-7', proposed: { plan: { copyBack: { id: 'copy-41', report } } } };
  return { incident, ports: { copyBack } } as unknown as GivenGrant;
}

const intent = copyRowsBack.intent.parse({ id: 'copy-41', digest });

test.each([
  ['planned', { kind: 'to-do', intent }],
  ['applied', { kind: 'already-done', outcome: { id: 'copy-41', rows: 17, tookMs: null } }],
  ['under-way', { kind: 'refused', hint: 'Try this step again in a moment.' }],
  ['undone', { kind: 'refused', say: 'These rows were copied and taken back again.' }],
  ['unknown', { kind: 'refused', say: 'The keys of the dry run are no longer there.' }],
  ['cannot-tell', { kind: 'cannot-tell' }],
] as const)(
  'a copy that is %s is never written twice, and never said to be done when it is not',
  async (standing, check) => {
    expect(await copyRowsBack.check(given(standing))).toMatchObject(check);
  },
);

test('what is left when a copy is taken back is named', async () => {
  const left = [{ table: 'public.orders', why: 'changed since they were copied', rows: 2, examples: ['7', '9'] }];
  expect(await copyRowsBack.undo(given('applied', { deleted: 10, restored: 3, left }), intent)).toBe(
    '10 copied rows were deleted again, 3 changed ones have their former content. Left as they are: 2 of public.orders (changed since they were copied: 7; 9).',
  );
});
