import { describe, expect, test } from 'vitest';
import { actionNames } from '../../src/domain/card.ts';
import { barrierTo, judgeAction, offers } from '../../src/policy/capabilities.ts';
import { press } from '../support/ballot.ts';
import {
  cto,
  deciding,
  declared,
  fullTeam,
  lead,
  onCall,
  owner,
  passerBy,
  policy,
  requester,
  type Tale,
} from '../support/incident-builder.ts';

const service = policy();
const minute = 60_000;
const state = (tale: Tale) => ({ incident: tale.incident, service, now: tale.now });
const drawn = (tale: Tale) => offers(state(tale)).map(({ action, enabled }) => (enabled ? action : `(${action})`));

const failed = declared()
  .write({ kind: 'step-began', step: 'validate-copy', attempt: 1, fence: 1, intent: {} })
  .write({ kind: 'step-failed', step: 'validate-copy', error: { code: 'x', say: 'no', hint: '' }, findings: [] });
const approved = deciding().decide('approve', lead);
const closed = deciding().write({ kind: 'incident-closed', rootCause: 'none', pathUsed: 'none' }, lead);

const notYet = ['(approve)', '(refuse)', '(hold)'] as const;
const another = ['choose-backup', 'choose-path', 'close'] as const;

describe('the buttons', () => {
  test.each([
    ['preparing', declared(), [...notYet, 'add-note', 'correct-identification', ...another]],
    [
      'stuck in preparing',
      failed,
      [...notYet, 'add-note', 'correct-identification', 'retry-step', 'mark-step-done', 'undo-step', ...another],
    ],
    [
      'deciding',
      deciding().attempt(0),
      ['approve', 'refuse', 'hold', 'object', 'answer-contact', 'add-note', 'correct-identification', ...another],
    ],
    [
      'deciding, late',
      deciding().wait(31 * minute),
      ['approve', 'refuse', 'hold', 'object', 'add-note', '(correct-identification)', ...another],
    ],
    ['executing', approved, ['object', 'add-note', 'abandon', '(close)']],
    ['standing by', deciding().decide('refuse', lead), ['add-note', ...another]],
    ['closed', closed, ['add-note']],
  ] as const)('while %s are these; those in brackets say why not', (_, tale, expected) => {
    expect(drawn(tale)).toEqual(expected);
  });

  test('that cannot be pressed say why and what next', () => {
    expect(offers(state(declared()))[0]).toEqual({
      action: 'approve',
      enabled: false,
      whyNot:
        'There is no plan to decide on yet: I am still measuring what a restore would bring back and lose. The card shows the buttons when the plan is ready; nothing is lost by waiting for it.',
    });
  });

  test('to withdraw appear only where there is something to take back', () => {
    const objected = approved.write({ kind: 'objection-raised', role: 'cto', why: 'stop' }, cto);
    expect(drawn(objected)).toContain('withdraw');
  });
});

test('the table that draws a button also judges the vote: what is not offered is refused with the same words', () => {
  for (const tale of [declared(), failed, approved, closed, deciding().decide('hold', lead)]) {
    const barrier = barrierTo('approve', state(tale));
    const verdict = press(tale, service, cto, 'approve');
    expect(verdict).toEqual({ kind: 'refused', reasons: [barrier] });
  }
});

test('every action is answered in every phase, by a barrier or a judgement', () => {
  for (const tale of [declared(), deciding(), approved, closed])
    for (const action of actionNames)
      expect(judgeAction(action, { ...state(tale), resolved: fullTeam, person: lead }).kind).toMatch(/granted|refused/);
});

describe('an action is open to', () => {
  const may = (action: Parameters<typeof judgeAction>[0], tale: Tale, person: typeof lead) =>
    judgeAction(action, { ...state(tale), resolved: fullTeam, person }).kind === 'granted';

  test.each([
    ['object', deciding(), [lead, cto, owner], [onCall, requester, passerBy]],
    ['retry-step', failed, [lead, cto, owner, onCall], [requester, passerBy]],
    ['abandon', approved, [lead, cto, owner, onCall], [requester, passerBy]],
    ['choose-backup', deciding(), [lead, onCall, requester], [passerBy]],
    ['choose-path', deciding(), [lead, onCall, requester], [passerBy]],
    ['close', deciding(), [lead, onCall, requester], [passerBy]],
    ['correct-identification', deciding(), [lead, onCall, requester], [passerBy]],
    ['add-note', closed, [passerBy], []],
  ] as const)('%s: to these and not to those', (action, tale, these, those) => {
    expect(these.filter((person) => !may(action, tale, person))).toEqual([]);
    expect(those.filter((person) => may(action, tale, person))).toEqual([]);
  });
});

describe('an incident cannot be closed', () => {
  const close = (tale: Tale) => judgeAction('close', { ...state(tale), resolved: fullTeam, person: lead });

  test('while its plan is carried out', () => {
    expect(close(approved)).toMatchObject({ reasons: [{ code: 'incident-live' }] });
  });

  test('while nobody knows whether a step took effect', () => {
    const unknown = approved
      .write({ kind: 'step-began', step: 'promote-copy', attempt: 1, fence: 1, intent: {} })
      .write({ kind: 'step-became-unknown', step: 'promote-copy', say: 'cannot tell' })
      .write({ kind: 'execution-abandoned', why: 'stopped' }, lead);
    expect(close(unknown)).toMatchObject({
      reasons: [{ say: 'Nobody knows yet whether "promote-copy" took effect, so INC-7 cannot be closed.' }],
    });
  });
});

describe('from the promotion on', () => {
  const promoted = approved
    .write({ kind: 'step-began', step: 'promote-copy', attempt: 1, fence: 1, intent: {} })
    .write({ kind: 'step-done', step: 'promote-copy', outcome: { keptName: 'app_kept' }, findings: [], found: false })
    .write({ kind: 'step-failed', step: 'run-smoke-checks', error: { code: 'x', say: 'no', hint: '' }, findings: [] });
  const ask = (action: Parameters<typeof judgeAction>[0]) =>
    judgeAction(action, { ...state(promoted), resolved: fullTeam, person: lead });

  test.each(['abandon', 'undo-step'] as const)('%s is refused, and the kept database is named', (action) => {
    expect(ask(action)).toMatchObject({ reasons: [{ say: expect.stringContaining('kept as `app_kept`') }] });
  });

  test.each(['retry-step', 'mark-step-done'] as const)('%s still goes on', (action) => {
    expect(ask(action).kind).toBe('granted');
  });
});

describe('once the copy is production', () => {
  const promoted = approved
    .write({ kind: 'step-began', step: 'promote-copy', attempt: 1, fence: 1, intent: {} })
    .write({ kind: 'step-done', step: 'promote-copy', outcome: { keptName: 'app_kept' }, findings: [], found: false });

  test('an objection is refused: nobody could stop the recovery any more, so it would only wait for ever', () => {
    const verdict = judgeAction('object', { ...state(promoted), resolved: fullTeam, person: cto });
    expect(verdict).toMatchObject({ reasons: [{ say: expect.stringContaining('is production already') }] });
  });
});

test('a recovery is not stopped in the middle of its promotion, when nobody knows which database is production', () => {
  const promoting = approved.write({ kind: 'step-began', step: 'promote-copy', attempt: 1, fence: 1, intent: {} });
  const verdict = judgeAction('abandon', { ...state(promoting), resolved: fullTeam, person: lead });
  expect(verdict).toMatchObject({ reasons: [{ say: expect.stringContaining('being promoted at this moment') }] });
});

describe('while a stopped recovery still holds the freeze', () => {
  const stopped = approved
    .write({ kind: 'step-began', step: 'freeze-writes', attempt: 1, fence: 1, intent: {} })
    .write({ kind: 'step-done', step: 'freeze-writes', outcome: {}, findings: [], found: false })
    .write({ kind: 'execution-abandoned', why: 'stopped' }, lead);
  const resumed = stopped.write({ kind: 'step-undone', step: 'freeze-writes', say: 'Writes are allowed again.' });
  const ask = (action: Parameters<typeof judgeAction>[0], tale: Tale) =>
    judgeAction(action, { ...state(tale), resolved: fullTeam, person: lead });

  test.each(['close', 'choose-backup'] as const)('%s is refused until writes are allowed again', (action) => {
    expect(ask(action, stopped)).toMatchObject({ reasons: [{ say: expect.stringContaining('freeze-writes') }] });
    expect(ask(action, resumed).kind).toBe('granted');
  });
});
