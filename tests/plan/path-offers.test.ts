import { describe, expect, test } from 'vitest';
import { openPaths } from '../../src/domain/path-choice.ts';
import { copyBackDirection, offerOf, pathOffers, replacementOf } from '../../src/plan/path-offers.ts';
import { deciding, declared, lead, type Tale } from '../support/incident-builder.ts';

const promoted = (tale: Tale) =>
  tale
    .write({
      kind: 'step-began',
      step: 'redeploy-commit',
      attempt: 1,
      fence: 1,
      intent: {
        deploys: [
          { target: 'api', commit: 'aaaa111', before: 'bbbb222' },
          { target: 'web', commit: 'aaaa111', before: null },
        ],
      },
    })
    .write({ kind: 'step-began', step: 'promote-copy', attempt: 1, fence: 1, intent: {} })
    .write({
      kind: 'step-done',
      step: 'promote-copy',
      outcome: { production: 4711, keptName: 'app_replaced_1', gateClosedMs: 90, sessionsEnded: 2 },
      findings: [],
      found: false,
    });
const recovered = promoted(deciding().decide('approve', lead)).write({ kind: 'incident-recovered', summary: 'all' });

describe('taking a restore back', () => {
  test('is no way back before anything was restored, and says so', () => {
    expect(offerOf(declared().incident, 'undo-restore')).toMatchObject({ whyNot: expect.stringContaining('nothing') });
    expect(offerOf(deciding().incident, 'undo-restore')).toHaveProperty('whyNot');
  });

  test('names the database that was replaced, and the commits that ran on it, where they are known', () => {
    const { oid } = recovered.incident.proposed?.plan.target ?? { oid: 0 };
    expect(offerOf(recovered.incident, 'undo-restore')).toMatchObject({
      choice: { kept: { database: 'app_replaced_1', oid }, deploys: [{ target: 'api', commit: 'bbbb222' }] },
    });
  });

  test('can be chosen again after the plan that promoted has gone', () => {
    const offer = offerOf(recovered.incident, 'undo-restore');
    if (!('choice' in offer) || offer.choice === null) throw new Error('it is possible');
    const chosen = recovered.write(
      { kind: 'path-chosen', choice: offer.choice, replaced: replacementOf(recovered.incident), why: 'a mistake' },
      lead,
    );
    expect(chosen.incident).toMatchObject({ phase: 'preparing', proposed: null, recoveredAt: null });
    expect(offerOf(chosen.incident, 'undo-restore')).toEqual(offer);
  });
});

test('what a restore replaced is known whatever way back is taken in between', () => {
  const undo = offerOf(recovered.incident, 'undo-restore');
  if (!('choice' in undo) || undo.choice === null) throw new Error('it is possible');
  const replaced = replacementOf(recovered.incident);
  const tale = recovered
    .write({ kind: 'path-chosen', choice: undo.choice, replaced, why: 'a mistake' }, lead)
    .write({ kind: 'path-chosen', choice: { path: 'app-rollback', commit: null }, replaced, why: 'or the code' }, lead);
  expect(offerOf(tale.incident, 'undo-restore')).toEqual(undo);
  expect(copyBackDirection(tale.incident)).toBe('from-replaced');
  const { proposed } = deciding().incident;
  if (proposed === null) throw new Error('there is a plan');
  const plan = { ...proposed.plan, steps: ['redeploy-commit'], target: { ...proposed.plan.target, oid: 4711 } };
  const voted = tale.write({ kind: 'plan-proposed', proposed: { ...proposed, plan }, changes: [] });
  expect(offerOf(voted.incident, 'undo-restore')).toEqual(undo);
});

test('every path is offered or says why not, in every phase', () => {
  for (const tale of [declared(), deciding(), recovered])
    expect(pathOffers(tale.incident).map(({ path }) => path)).toEqual([...openPaths]);
  expect(offerOf(recovered.incident, 'restore')).toMatchObject({ whyNot: expect.stringContaining('recovered') });
});

describe('copying rows back', () => {
  const rows = { direction: 'from-replaced' as const, tables: ['users'], kinds: ['missing' as const] };

  test('takes the backup before a restore, and what the restore replaced after it', () => {
    expect(copyBackDirection(deciding().incident)).toBe('from-backup');
    expect(copyBackDirection(recovered.incident)).toBe('from-replaced');
    expect(offerOf(deciding().incident, 'copy-back', rows)).toMatchObject({ choice: { rows, replaced: null } });
  });

  test('is offered before anybody said which rows, and keeps the restore open to be taken back', () => {
    expect(offerOf(recovered.incident, 'copy-back')).toEqual({ path: 'copy-back', choice: null });
    const undo = offerOf(recovered.incident, 'undo-restore');
    const offer = offerOf(recovered.incident, 'copy-back', rows);
    if (!('choice' in offer) || offer.choice === null) throw new Error('it is possible');
    const chosen = recovered.write(
      { kind: 'path-chosen', choice: offer.choice, replaced: replacementOf(recovered.incident), why: 'late rows' },
      lead,
    );
    expect(offerOf(chosen.incident, 'undo-restore')).toEqual(undo);
    expect(offerOf(chosen.incident, 'copy-back', rows)).toEqual(offer);
  });
});
