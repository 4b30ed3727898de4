import { describe, expect, test } from 'vitest';
import type { Instant } from '../../src/domain/ids.ts';
import { dueMoves } from '../../src/policy/due.ts';
import { deciding, declared, fullTeam, lead, owner, policy, type Tale } from '../support/incident-builder.ts';

const service = policy();
const minute = 60_000;
const due = (tale: Tale) => dueMoves(tale.incident, service, fullTeam, tale.now);
const kinds = (tale: Tale) => due(tale).moves.map((move) => move.draft.body.kind);
/** Writes what is due, as a conductor would. */
const kept = (tale: Tale) => tale.writeAll(due(tale).moves.map((move) => move.draft));

describe('what the clock asks for', () => {
  test('is asked for once, however often anybody asks', () => {
    const first = kept(declared());
    expect(due(first)).toMatchObject({ moves: [], deliver: [0], wakeAt: '2026-06-03T14:02:00.000Z' });
  });

  test('after a lapse is the next rung', () => {
    const here = declared().write({ kind: 'contact-answered', role: 'team-lead', how: 'said so' }, lead);
    const over = here.wait(30 * minute);
    expect(kinds(over)).toEqual(['window-lapsed', 'fix-forward-budget-spent']);
    expect(kinds(kept(over))).toEqual(['rung-opened']);
    expect(due(kept(kept(over)))).toEqual({ moves: [], deliver: [], wakeAt: null });
  });

  test('keeps its name for ever, so that a repeat is known', () => {
    const over = declared().wait(30 * minute);
    expect(due(over).moves.map((move) => move.once)).toEqual(['INC-7/contact/0', 'INC-7/lapse', 'INC-7/fix-forward']);
  });

  test('is nothing any more in a closed incident', () => {
    const closed = deciding().write({ kind: 'incident-closed', rootCause: 'none', pathUsed: 'none' }, lead);
    expect(due(closed.wait(60 * minute))).toEqual({ moves: [], deliver: [], wakeAt: null });
  });
});

describe('a hold', () => {
  const reopenAt = '2026-06-03T14:20:00.000Z' as Instant;
  const held = deciding().decide('hold', lead, { reopenAt, reason: 'errors below 1 %' });

  test('ends when it was to end, and says its criterion', () => {
    expect(due(held)).toMatchObject({ moves: [], wakeAt: reopenAt });
    const [move] = due(held.waitUntil(reopenAt)).moves;
    expect(move?.draft.body).toEqual({
      kind: 'hold-ended',
      why: 'its time is up, and its criterion was: errors below 1 %',
    });
  });

  test('that ended asks again under names of its own', () => {
    const reopened = kept(held.waitUntil(reopenAt));
    expect(due(reopened).moves.map((move) => move.once)).toEqual(['INC-7/contact/0@5']);
  });
});

describe("a single operator's cooling-off", () => {
  const alone = { role: 'owner', rule: 'single-operator', say: 'One operator.', evidence: [] } as const;
  const approved = deciding().decide('approve', owner, { coolingOffMs: minute, basis: { ...alone, evidence: [] } });

  test('ends by the store’s clock, once', () => {
    expect(due(approved)).toMatchObject({ moves: [], wakeAt: '2026-06-03T14:01:00.000Z' });
    expect(kinds(approved.wait(minute - 1))).toEqual([]);
    expect(kinds(approved.wait(minute))).toEqual(['cooling-off-ended']);
    expect(kinds(kept(approved.wait(minute)))).toEqual([]);
  });

  test('does not end after the decision was withdrawn', () => {
    const stopped = approved.write({ kind: 'execution-abandoned', why: 'withdrawn' }, owner);
    expect(kinds(stopped.wait(minute))).toEqual([]);
  });
});

test('while a plan is carried out, no clock disturbs it', () => {
  const approved = deciding()
    .decide('approve', lead)
    .wait(60 * minute);
  expect(due(approved)).toEqual({ moves: [], deliver: [], wakeAt: null });
});
