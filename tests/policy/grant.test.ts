import { describe, expect, test } from 'vitest';
import { grantOf } from '../../src/policy/grant.ts';
import { cto, deciding, lead, owner } from '../support/incident-builder.ts';

const approved = deciding().decide('approve', lead);
const objection = { kind: 'objection-raised', role: 'cto', why: 'the copy is of the wrong day' } as const;

describe('a grant', () => {
  test('is read out of a recorded approval and names person, plan and instant', () => {
    expect(grantOf(approved.incident)).toMatchObject({
      incident: 'INC-7',
      path: 'restore',
      by: lead,
      revision: 1,
      digest: approved.proposedDigest,
      decidedAt: '2026-06-03T14:00:00.000Z',
    });
  });

  test.each([
    ['a refusal', deciding().decide('refuse', lead)],
    ['a hold', deciding().decide('hold', lead)],
    ['a plan nobody voted on', deciding()],
    ['an approval that was abandoned', approved.write({ kind: 'execution-abandoned', why: 'stop' }, cto)],
    ['an approval that was objected to', approved.write(objection, cto)],
    ['an approval that still cools off', deciding().decide('approve', owner, { coolingOffMs: 60_000 })],
    ['an approval that has been carried out', approved.write({ kind: 'incident-recovered', summary: 'done' })],
  ])('does not come from %s', (_, tale) => {
    expect(grantOf(tale.incident)).toBeNull();
  });

  test('comes back when the objection is taken back', () => {
    const settled = approved.write(objection, cto).write({ kind: 'objection-withdrawn', why: 'it is right' }, cto);
    expect(grantOf(settled.incident)).not.toBeNull();
  });

  test('outlives an objection that the decision overruled', () => {
    const overruled = deciding().write(objection, cto).decide('approve', cto);
    expect(grantOf(overruled.incident)).not.toBeNull();
  });

  test('comes when the cooling-off is over', () => {
    const cooled = deciding()
      .decide('approve', owner, { coolingOffMs: 60_000 })
      .wait(60_000)
      .write({ kind: 'cooling-off-ended', endedAt: approved.incident.head.at });
    expect(grantOf(cooled.incident)).toMatchObject({ by: owner });
  });
});
