import { expect, test } from 'vitest';
import type { OpenPath } from '../../src/domain/path-choice.ts';
import type { ServicePolicy } from '../../src/domain/policy-file/service.ts';
import { expectedMs } from '../../src/plan/expected-duration.ts';
import { recoveryPaths } from '../../src/plan/paths.ts';
import { storyPlan } from '../support/restore-story.ts';

/** As much of a policy as says how long things take: 2 s of proof, and two commands. */
const service = {
  freeze: { prove_for: 2_000 },
  restore: { verification_commands: [{ name: 'schema' }, { name: 'types' }] },
} as unknown as ServicePolicy;

const plan = (path: OpenPath, deploys = storyPlan.deploys) => ({
  ...storyPlan,
  path,
  deploys,
  steps: [...recoveryPaths[path].execution],
});

test.each([
  [
    'a restore: freeze, count, parity, swap, deploy, smoke, two commands',
    'restore',
    { 'count-final-loss': 700 },
    29_700,
  ],
  ['a repair: the script as it was rehearsed, and the checks', 'data-fix', { 'apply-repair': 450 }, 13_450],
  ['a forward fix: the migration as it was rehearsed', 'forward-fix', { 'apply-correction': 800 }, 23_800],
  [
    'down scripts: stop, the backup as the last one, the scripts as rehearsed, deploy; the service writes while it is checked',
    'down-scripts',
    { 'back-up-before-scripts': 4_000, 'run-down-scripts': 1_500 },
    17_500,
  ],
  ['code alone: deploy and checks; no swap, no proof', 'app-rollback', {}, 23_000],
] as const)('the time that is told for %s', (_, path, measured, ms) =>
  expect(expectedMs(plan(path), service, measured)).toBe(ms),
);

test('two targets are expected to take twice as long as one, and no code to take none', () => {
  const [one] = storyPlan.deploys;
  const two = one === undefined ? [] : [one, { ...one, target: 'web' }];
  expect(expectedMs(plan('app-rollback', two), service, {}) - expectedMs(plan('app-rollback', []), service, {})).toBe(
    20_000,
  );
});
