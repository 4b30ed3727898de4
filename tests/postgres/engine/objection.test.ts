import { describe, expect, test } from 'vitest';
import { Fence, type IncidentId } from '../../../src/domain/ids.ts';
import { byBot, byLead, tell } from './small-house.ts';
import { rowStep } from './small-steps.ts';
import { setStage } from './stage.ts';

const stage = setStage('server');
const objection = byLead({ kind: 'objection-raised', role: 'team-lead', why: 'wait' });
const withdrawal = byLead({ kind: 'objection-withdrawn', why: 'go on' });

/** A conductor died in step `swap`, and the lead objected before another one took over. */
async function diedAndObjected(tells: 'row' | 'cannot', effect: boolean) {
  const course: string[] = [];
  const undo = async () => {
    course.push('taken back');
    return 'the gate is open';
  };
  const after = () => void course.push('run');
  const steps = [rowStep('swap', stage.table(), { needs: 'grant', tells, undo, after })];
  const id = await stage.approved(steps);
  const began = { kind: 'step-began', step: 'swap', attempt: 1, fence: 1, intent: { row: 'swap' } } as const;
  await tell(stage.store(), id, byBot(began), objection);
  if (effect) await leave(id);
  stage.conductor({ execution: steps });
  return { id, course };
}

async function leave(id: IncidentId): Promise<void> {
  const tag = { run: id, fence: Fence.parse(0) };
  await stage.table().leave('swap', { tag, signal: new AbortController().signal, progress: () => undefined });
}

describe('a step found running while the lead objects', () => {
  test('has what it half did taken back at once, waits, and runs when the objection is withdrawn', async () => {
    const { id, course } = await diedAndObjected('row', false);
    await stage.until(id, ({ steps }) => steps['swap']?.status === 'pending');
    expect(course).toEqual(['taken back']);
    expect(await stage.table().of(id)).not.toContainEqual(expect.objectContaining({ step: 'swap' }));
    await tell(stage.store(), id, withdrawal);
    await stage.until(id, ({ phase }) => phase === 'recovered');
    expect(course).toEqual(['taken back', 'run']);
  });

  test('is recorded where it had taken effect, and the next one waits', async () => {
    const { id, course } = await diedAndObjected('row', true);
    const stopped = await stage.until(id, ({ steps }) => steps['swap']?.status === 'done');
    expect([course, stopped.phase, stopped.objections.length]).toEqual([[], 'executing', 1]);
    await tell(stage.store(), id, withdrawal);
    await stage.until(id, ({ phase }) => phase === 'recovered');
    expect(course).toEqual([]);
  });

  test('becomes unknown where it cannot tell', async () => {
    const { id, course } = await diedAndObjected('cannot', true);
    await stage.until(id, ({ steps }) => steps['swap']?.status === 'unknown');
    expect(course).toEqual([]);
  });
});
