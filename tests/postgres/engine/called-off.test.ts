import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import { BackupId } from '../../../src/domain/ids.ts';
import type { Given } from '../../../src/engine/step.ts';
import { homes } from '../store/homes.ts';
import { approve, byLead, tell } from './small-house.ts';
import { rowStep } from './small-steps.ts';
import { setStage } from './stage.ts';

/** As a restore does: ends only when it is told to. */
const untilToldToStop = async ({ effort }: Given) => {
  if (!effort.signal.aborted) await once(effort.signal, 'abort');
  effort.signal.throwIfAborted();
};

describe.each(homes)('a safe step that takes long, its journal on the %s,', (home) => {
  const stage = setStage(home);

  test('is stopped when another backup is chosen, and runs anew', async () => {
    const id = await stage.incident();
    let runs = 0;
    const before = async (given: Given) => {
      runs += 1;
      if (runs === 1) await untilToldToStop(given);
    };
    stage.conductor({ preparation: [rowStep('one', stage.table(), { before })] });
    await stage.until(id, ({ steps }) => steps['one']?.status === 'running');
    const backup = BackupId.parse('20261121T113400Z-manual-4f1c');
    const reopened = byLead({ kind: 'step-reopened', step: 'one', why: 'another backup' });
    await tell(stage.store(), id, byLead({ kind: 'backup-chosen', backup, why: 'this one is older' }), reopened);
    await stage.until(id, ({ phase }) => phase === 'deciding');
    expect(runs).toBe(2);
    expect((await stage.table().of(id)).map(({ step }) => step)).toEqual(['one']);
  });

  test('is stopped on another way back without counting as failed, and begins anew on the way back to it', async () => {
    const id = await stage.incident();
    let runs = 0;
    const before = async (given: Given) => {
      runs += 1;
      if (runs === 1) await untilToldToStop(given);
    };
    stage.conductor({
      preparation: [rowStep('one', stage.table(), { before })],
      preparationOf: ({ choice }) => (choice.path === 'restore' ? ['one'] : []),
    });
    await stage.until(id, ({ steps }) => steps['one']?.status === 'running');
    const another = { path: 'app-rollback', commit: null } as const;
    await tell(stage.store(), id, byLead({ kind: 'path-chosen', choice: another, why: 'only the code is wrong' }));
    await stage.until(id, ({ steps }) => steps['one']?.status === 'pending');
    await tell(
      stage.store(),
      id,
      byLead({ kind: 'path-chosen', choice: { path: 'restore' }, why: 'the data is, too' }),
    );
    await stage.until(id, ({ phase }) => phase === 'deciding');
    expect(runs).toBe(2);
    expect((await stage.kinds(id)).filter((kind) => kind.startsWith('step-failed'))).toEqual([]);
  });
});

describe.each(homes)('a safe step, its journal on the %s,', (home) => {
  const stage = setStage(home);

  test('runs to its end in an execution that people want, however often it is looked at', async () => {
    const id = await stage.incident();
    let seen = 0;
    const before = async ({ effort }: Given) => {
      const until = performance.now() + 1_600;
      while (performance.now() < until) {
        await new Promise(setImmediate);
        effort.signal.throwIfAborted();
      }
      seen += 1;
    };
    stage.conductor({
      preparation: [rowStep('safe', stage.table())],
      execution: [rowStep('checked', stage.table(), { before })],
    });
    await stage.until(id, ({ phase }) => phase === 'deciding');
    await approve(stage.store(), id);
    await stage.until(id, ({ phase }) => phase === 'recovered');
    expect(seen).toBe(1);
  });

  test('is stopped when its incident is closed, and nothing is written of it', async () => {
    const id = await stage.incident();
    let stopped = false;
    const before = async (given: Given) => {
      await untilToldToStop(given).finally(() => {
        stopped = true;
      });
    };
    const conductor = stage.conductor({ preparation: [rowStep('one', stage.table(), { before })] });
    await stage.until(id, ({ steps }) => steps['one']?.status === 'running');
    await tell(stage.store(), id, byLead({ kind: 'incident-closed', rootCause: 'a false alarm', pathUsed: 'none' }));
    await expect.poll(() => stopped).toBe(true);
    await conductor.stop();
    expect((await stage.kinds(id)).at(-1)).toBe('incident-closed');
    expect(await stage.table().of(id)).toEqual([]);
  });
});
