import { describe, expect, expectTypeOf, test } from 'vitest';
import { authorityDrillId } from '../../src/domain/authority-drill.ts';
import { type DrillGrant, drillGrantOf } from '../../src/policy/drill-grant.ts';
import { type Grant, grantOf } from '../../src/policy/grant.ts';
import type { Swap } from '../../src/ports/databases.ts';
import { refuseUnspendable } from '../../src/ports/spend-grant.ts';
import { deciding, lead } from '../support/incident-builder.ts';

const approved = deciding().decide('approve', lead).incident;
const pretended = { ...approved, pretended: authorityDrillId('promptrefine', 3) };

describe('an approval in a drill (I1)', () => {
  test('earns a grant of its own kind, and none that recovers anything', () => {
    expect(grantOf(approved)).toMatchObject({ kind: 'recovery' });
    expect(grantOf(pretended)).toBeNull();
    expect(drillGrantOf(pretended)).toMatchObject({ kind: 'drill', drill: 'promptrefine-authority-3', by: lead });
    expect(drillGrantOf(approved)).toBeNull();
  });

  test('is refused by the types of what destroys', () => {
    type Promote = Parameters<Swap['promote']>[2];
    expectTypeOf<DrillGrant>().not.toExtend<Promote>();
    const spend = (_: Grant) => undefined;
    // @ts-expect-error what a drill earns is no grant
    spend(drillGrantOf(pretended));
  });

  test('is refused where grants are spent, even by a program that forges its incident', () => {
    const forged = { ...drillGrantOf(pretended), incident: approved.id } as unknown as Grant;
    const tag = { run: approved.id, fence: 1 as never };
    expect(() => refuseUnspendable(forged, { tag })).toThrow('An approval that was given in a drill changes nothing');
    expect(() => refuseUnspendable(grantOf(approved) as Grant, { tag })).not.toThrow();
  });
});
