import { expect, test } from 'vitest';
import { digestOf } from '../../src/domain/canonical.ts';
import type { GivenGrant } from '../../src/engine/step.ts';
import { switchOn } from '../../src/steps/switch-on.ts';

const enable = { run: ['./ops/test-runs.sh', 'on'], timeout: 1_000, env: [] };

/** A provider whose switch is off, and how it looks now. */
function house(well: boolean, changed: object = {}) {
  const turned: string[] = [];
  const switching = { name: 'test-runs', title: 'Test runs', of: 'provider', turn: 'on', turnedBy: digestOf(enable) };
  const given = {
    incident: { id: 'INC-7', proposed: { plan: { switching } } },
    service: { switches: [{ name: 'test-runs', recheck: {}, enable: { ...enable, ...changed } }] },
    ports: {
      switches: {
        position: async () => 'off',
        look: async () => ({ well, say: well ? 'answered 200' : 'answered 503' }),
        enable: async (name: string) => void turned.push(name),
      },
    },
  } as unknown as GivenGrant;
  return { given, turned };
}

test('a provider that was well hours ago and is not now is not switched on (B11)', async () => {
  const { given } = house(false);
  const check = await switchOn.check(given, null);
  expect(check).toMatchObject({ kind: 'refused', say: 'Test runs is not well again: answered 503' });
  expect(await switchOn.check(house(true).given, null)).toMatchObject({ kind: 'to-do' });
});

test('what recourse.yaml was edited to run after the vote does not run (I1)', async () => {
  const { given, turned } = house(true, { run: ['./ops/other.sh'] });
  await expect(switchOn.check(given, null)).rejects.toThrow('not the one any more that was voted on');
  await expect(switchOn.run(given, { switch: 'test-runs' })).rejects.toThrow('not the one any more');
  expect(turned).toEqual([]);
});
