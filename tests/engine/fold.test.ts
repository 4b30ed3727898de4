import { describe, expect, test } from 'vitest';
import type { EntryBody } from '../../src/domain/entry.ts';
import type { Incident } from '../../src/domain/incident.ts';
import { theBot } from '../../src/domain/person.ts';
import { foldEntries } from '../../src/engine/fold.ts';
import { IllegalEntry } from '../../src/engine/illegal-entry.ts';
import { nextMove } from '../../src/engine/next-move.ts';
import { recoveryPaths } from '../../src/plan/paths.ts';
import { grantOf } from '../../src/policy/grant.ts';
import { dana, restoreStory, storyIncident, told } from '../support/restore-story.ts';

const { preparation: restorePreparation } = recoveryPaths.restore;

const entries = told(restoreStory);
const decided = restoreStory.findIndex((draft) => draft.body.kind === 'decision-made') + 1;

function incidentAfter(count: number): Incident {
  const incident = foldEntries(storyIncident, null, entries.slice(0, count));
  if (incident === null) throw new Error('nothing was folded');
  return incident;
}

function andThen(count: number, body: EntryBody, by: 'bot' | 'dana' = 'bot'): Incident | null {
  const actor = by === 'bot' ? theBot : ({ kind: 'person', id: dana } as const);
  return foldEntries(storyIncident, incidentAfter(count), told([{ by: actor, body }], count + 1));
}

const moveAfter = (count: number) =>
  nextMove(incidentAfter(count), { preparation: restorePreparation, isUndoable: (step) => step === 'freeze-writes' });

/** The move that leads to an entry; people's entries come while the bot rests, or whatever it was about to do. */
function movesTo(body: EntryBody | undefined): unknown {
  if (body?.kind === 'step-began' || body?.kind === 'step-done') return { kind: 'run-step', step: body.step };
  if (body?.kind === 'plan-proposed') return { kind: 'propose' };
  if (body?.kind === 'incident-recovered') return { kind: 'record-recovery' };
  return { kind: 'rest' };
}

describe('the fold', () => {
  test('tells the whole story from declared to closed', () => {
    const phases = entries.map((_, index) => incidentAfter(index + 1).phase);
    expect([...new Set(phases)]).toEqual(['preparing', 'deciding', 'executing', 'recovered', 'closed']);
  });

  test('is the same whether the journal is read at once or in two parts, cut after any entry', () => {
    const whole = incidentAfter(entries.length);
    for (let cut = 1; cut < entries.length; cut += 1) {
      expect(foldEntries(storyIncident, incidentAfter(cut), entries.slice(cut))).toEqual(whole);
    }
  });

  test('gives a grant only between the approval and the recovery', () => {
    const granted = entries.map((_, index) => grantOf(incidentAfter(index + 1)) !== null);
    const first = granted.indexOf(true) + 1;
    expect(first).toBe(decided);
    expect(granted.lastIndexOf(true) + 1).toBe(entries.length - 2);
    expect(grantOf(incidentAfter(decided))?.by).toBe(dana);
  });

  test('a new revision voids the decision, the votes and the grant', () => {
    const proposal = restoreStory.find((draft) => draft.body.kind === 'plan-proposed')?.body;
    if (proposal?.kind !== 'plan-proposed') throw new Error('the story proposes no plan');
    const beforeVote = decided - 1;
    const again = andThen(beforeVote, {
      ...proposal,
      proposed: { ...proposal.proposed, revision: 2 },
      changes: ['rows lost: 1 → 2'],
    });
    expect(again?.votes).toEqual([]);
    expect(again?.decision).toBeNull();
    expect(again?.proposed?.revision).toBe(2);
  });

  test.each<[string, number, EntryBody]>([
    ['a step ends before it began', 1, { kind: 'step-became-unknown', step: 'no-such', say: 'x' }],
    [
      'a finished step begins again by itself',
      3,
      { kind: 'step-began', step: 'capture-evidence', attempt: 2, fence: 1, intent: {} },
    ],
    ['a recovery before an approval', 5, { kind: 'incident-recovered', summary: '' }],
    [
      'a lapse after the approval was carried out',
      entries.length - 1,
      { kind: 'window-lapsed', closedAt: entries[0]?.recordedAt as never },
    ],
    [
      'a closed incident is closed again',
      entries.length,
      { kind: 'incident-closed', rootCause: 'x', pathUsed: 'restore' },
    ],
    ['an execution is abandoned that never began', 4, { kind: 'execution-abandoned', why: 'x' }],
  ])('refuses a journal in which %s', (_, count, body) => {
    if (body.kind === 'step-became-unknown') {
      expect(() => andThen(count, { kind: 'step-progressed', step: body.step, say: 'x' })).toThrow(IllegalEntry);
    } else {
      expect(() => andThen(count, body)).toThrow(IllegalEntry);
    }
  });

  test('refuses a journal that does not begin with a declaration', () => {
    expect(() => foldEntries(storyIncident, null, entries.slice(1))).toThrow(IllegalEntry);
  });
});

describe('the next move', () => {
  test.each(restoreStory.map((_, index) => index).filter((count) => count > 0))(
    'after entry %i is what the story did next',
    (count) => {
      expect(moveAfter(count)).toEqual(movesTo(restoreStory[count]?.body));
    },
  );

  test('rests when a step has failed, until a person reopens it', () => {
    const failed = andThen(2, {
      kind: 'step-failed',
      step: 'capture-evidence',
      error: { code: 'x', say: 'x', hint: 'x' },
      findings: [],
    });
    if (failed === null) throw new Error('nothing was folded');
    const how = { preparation: restorePreparation, isUndoable: () => false };
    expect(nextMove(failed, how)).toEqual({ kind: 'rest' });
    const reopened = foldEntries(
      storyIncident,
      failed,
      told([{ by: theBot, body: { kind: 'step-reopened', step: 'capture-evidence', why: 'x' } }], 4),
    );
    expect(reopened && nextMove(reopened, how)).toEqual({ kind: 'run-step', step: 'capture-evidence' });
  });

  test('takes back what an abandoned execution began, last first, and then rests', () => {
    const abandoned = foldEntries(
      storyIncident,
      incidentAfter(decided + 4),
      told([{ by: theBot, body: { kind: 'execution-abandoned', why: 'the lead asked' } }], decided + 5),
    );
    if (abandoned === null) throw new Error('nothing was folded');
    const how = { preparation: restorePreparation, isUndoable: (step: string) => step === 'freeze-writes' };
    expect(nextMove(abandoned, how)).toEqual({ kind: 'undo-step', step: 'freeze-writes' });
    const undone = foldEntries(
      storyIncident,
      abandoned,
      told([{ by: theBot, body: { kind: 'step-undone', step: 'freeze-writes', say: 'x' } }], decided + 6),
    );
    expect(undone && nextMove(undone, how)).toEqual({ kind: 'rest' });
  });

  test('rests while the team lead objects', () => {
    const objected = andThen(decided + 2, { kind: 'objection-raised', role: 'team-lead', why: 'wait' }, 'dana');
    expect(objected && nextMove(objected, { preparation: restorePreparation, isUndoable: () => false })).toEqual({
      kind: 'rest',
    });
  });
});
