import { describe, test } from 'vitest';
import { homes } from '../store/homes.ts';
import { approve } from './small-house.ts';
import { rowStep } from './small-steps.ts';
import { setStage } from './stage.ts';

describe.each(homes)('a step, its journal on the %s,', (home) => {
  const stage = setStage(home);

  test.each([
    ['is unknown where it lasts in production', { undo: 'row' }, 'unknown'],
    ['has failed where it leaves nothing', { undo: 'nothing' }, 'failed'],
  ] as const)('that throws when nobody can look afterwards %s', async (_, { undo }, status) => {
    const id = await stage.incident();
    let began = false;
    const onCheck = async () => {
      if (began) throw new Error('the server is away');
    };
    const after = async () => {
      began = true;
      throw new Error('the connection broke');
    };
    stage.conductor({
      preparation: [rowStep('safe', stage.table())],
      execution: [rowStep('one', stage.table(), { needs: 'grant', undo, onCheck, after })],
    });
    await stage.until(id, ({ phase }) => phase === 'deciding');
    await approve(stage.store(), id);
    await stage.until(id, ({ steps }) => steps['one']?.status === status);
  });
});
