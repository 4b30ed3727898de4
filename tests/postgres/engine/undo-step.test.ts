import { describe, expect, test } from 'vitest';
import type { StepDefinition } from '../../../src/engine/step.ts';
import { byLead, tell } from './small-house.ts';
import { rowStep } from './small-steps.ts';
import { setStage } from './stage.ts';

const stage = setStage('server');
const grant = { needs: 'grant' } as const;

describe('an abandoned execution', () => {
  test('is taken back last first, and then rests', async () => {
    const undo = 'row' as const;
    const table = stage.table();
    const steps = [
      rowStep('one', table, { ...grant, undo }),
      rowStep('two', table, { ...grant, undo }),
      rowStep('three', table, { ...grant, before: () => Promise.reject(new Error('no')) }),
    ];
    const id = await stage.approved(steps);
    stage.conductor({ execution: steps });
    await stage.until(id, ({ steps: states }) => states['three']?.status === 'failed');
    await tell(stage.store(), id, byLead({ kind: 'execution-abandoned', why: 'the lead asked' }));
    await stage.until(id, ({ steps: states }) => states['one']?.status === 'undone');
    expect((await stage.kinds(id)).slice(-3)).toEqual(['execution-abandoned', 'step-undone two', 'step-undone one']);
    expect((await table.of(id)).map(({ step }) => step)).toEqual(['safe']);
  });

  test('whose step cannot be taken back says so, goes on with the others, and tries again when a person asks', async () => {
    const table = stage.table();
    const intents: unknown[] = [];
    let tries = 0;
    const stubborn: StepDefinition = {
      ...rowStep('two', table, grant),
      undo: async (_, intent) => {
        intents.push(intent);
        tries += 1;
        if (tries === 1) throw new Error('it is locked');
        return 'gone';
      },
    };
    const steps = [
      rowStep('one', table, { ...grant, undo: 'row' }),
      stubborn,
      rowStep('three', table, { ...grant, before: () => Promise.reject(new Error('no')) }),
    ];
    const id = await stage.approved(steps);
    stage.conductor({ execution: steps });
    await stage.until(id, ({ steps: states }) => states['three']?.status === 'failed');
    await tell(stage.store(), id, byLead({ kind: 'execution-abandoned', why: 'the lead asked' }));
    const waiting = await stage.until(id, ({ steps: states }) => states['one']?.status === 'undone');
    expect(waiting.steps['two']).toMatchObject({
      status: 'unknown',
      progress: 'It could not be taken back: it is locked',
    });
    await tell(stage.store(), id, byLead({ kind: 'step-reopened', step: 'two', why: 'unlocked now' }));
    await stage.until(id, ({ steps: states }) => states['two']?.status === 'undone');
    expect(intents).toEqual([{ row: 'two' }, { row: 'two' }]);
  });
});
