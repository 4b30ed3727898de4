import { expect, test } from 'vitest';
import { openPaths } from '../../src/domain/path-choice.ts';
import { measuredAfterHold } from '../../src/engine/measured-anew.ts';
import { recoveryPaths } from '../../src/plan/paths.ts';

const keptCopy = new Set(['restore-into-scratch', 'validate-copy']);

test.each(openPaths)(
  'after a hold “%s” measures anew what choosing it measures anew, but for a copy that stays a copy',
  (path) => {
    const wanted = recoveryPaths[path].measuredAnew.filter((step) => !keptCopy.has(step));
    expect(measuredAfterHold[path]).toEqual(wanted);
  },
);

test.each(openPaths)('what “%s” measures anew is among what it prepares', (path) => {
  const { preparation, measuredAnew } = recoveryPaths[path];
  expect(preparation).toEqual(expect.arrayContaining([...measuredAnew]));
});
