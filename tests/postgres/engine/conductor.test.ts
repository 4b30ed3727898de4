import { type ChildProcess, spawn } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { RecourseError } from '../../../src/domain/errors.ts';
import type { Given } from '../../../src/engine/step.ts';
import type { Leases } from '../../../src/ports/entry-store.ts';
import { homes } from '../store/homes.ts';
import { leaseMs, quickTimes } from './small-house.ts';
import { rowStep } from './small-steps.ts';
import { isDone, type Stage, setStage } from './stage.ts';

describe.each(homes)('a conductor, its leases on the %s,', (home) => {
  const stage = setStage(home);
  takingOver(stage);
  givingBack(stage);
});

function takingOver(stage: Stage): void {
  test('takes over from one that fell silent, when its lease has run out and not before', async () => {
    const id = await stage.incident();
    const claimedAt = performance.now();
    expect(await stage.store().leases.claim('the silent one')).toMatchObject({ id, fence: 1 });
    stage.conductor({ preparation: [rowStep('one', stage.table())], holder: 'the next one' });
    await stage.until(id, isDone('one'));
    expect(performance.now() - claimedAt).toBeGreaterThan(leaseMs - 500);
    const [, takeover] = await stage.bodies(id);
    expect(takeover).toMatchObject({ kind: 'conductor-changed', fence: 2, from: 'the silent one', to: 'the next one' });
  });

  test('never works on an incident that another one has at the same time', async () => {
    const ids = await Promise.all(Array.from({ length: 6 }, () => stage.incident()));
    const names = ['one', 'two', 'three', 'four'];
    const preparation = names.map((name) => rowStep(name, stage.table(), { before: letOthersIn }));
    for (const holder of ['a', 'b', 'c']) stage.conductor({ preparation, holder });
    for (const id of ids) await stage.until(id, isDone('four'));
    for (const id of ids) expect((await stage.table().of(id)).map(({ step }) => step)).toEqual(names);
    expect(await stage.table().overlaps()).toBe(0);
  });

  test('that cannot renew its lease ends the children of its step, and writes nothing more', async () => {
    const id = await stage.incident();
    const begun = Promise.withResolvers<ChildProcess>();
    const child = (given: Given) => sleepUntilCalledOff(given, begun.resolve);
    let claims = 0;
    const leases: Leases = {
      ...stage.store().leases,
      claim: async (holder) => {
        claims += 1;
        return claims === 1 ? stage.store().leases.claim(holder) : null;
      },
      renew: () => Promise.reject(new Error('the store is away')),
    };
    const heard: string[] = [];
    stage.conductor({
      preparation: [rowStep('one', stage.table(), { before: child })],
      holder: 'cut off',
      leases,
      heard: (error) => void heard.push(String(error)),
    });
    const sleeping = await begun.promise;
    await exitOf(sleeping);
    const before = await stage.kinds(id);
    stage.conductor({ preparation: [rowStep('one', stage.table())], holder: 'the next one' });
    await stage.until(id, isDone('one'));
    expect((await stage.kinds(id)).slice(before.length, before.length + 3)).toEqual([
      'conductor-changed',
      'step-began one',
      'step-done one',
    ]);
    expect(new Set(heard)).toEqual(new Set(['Error: the store is away']));
  });
}

function givingBack(stage: Stage): void {
  test('that the target fences off although the lease is its own says so, and goes on trying', async () => {
    const id = await stage.incident();
    const refusal = new RecourseError('the fence at the target stands at 7', {
      code: 'fenced-off',
      hint: 'Look there.',
    });
    const heard: unknown[] = [];
    const again = Promise.withResolvers<void>();
    const raise = async () => {
      if (heard.length > 0) again.resolve();
      throw refusal;
    };
    stage.conductor({
      preparation: [rowStep('one', stage.table())],
      fencing: { ...stage.table().fencing, raise },
      heard: (error) => void heard.push(error),
    });
    await again.promise;
    expect(heard[0]).toBe(refusal);
    expect(await stage.table().of(id)).toEqual([]);
  });

  test('that is stopped in the middle of a step gives its lease back at once', async () => {
    const id = await stage.incident();
    const begun = Promise.withResolvers<ChildProcess>();
    const conductor = stage.conductor({
      preparation: [rowStep('one', stage.table(), { before: (given) => sleepUntilCalledOff(given, begun.resolve) })],
    });
    await begun.promise;
    const stoppedAt = performance.now();
    await conductor.stop();
    expect(await stage.store().leases.claim('the next one')).toMatchObject({ id, fence: 2, takenFrom: null });
    expect(performance.now() - stoppedAt).toBeLessThan(leaseMs / 2);
    expect((await stage.kinds(id)).at(-1)).toBe('step-began one');
  });

  test.each(['propose', 'keepTime'] as const)(
    'whose %s fails tries again at intervals, not in a spin',
    async (which) => {
      const id = await stage.incident();
      const triedAt: number[] = [];
      const third = Promise.withResolvers<void>();
      const fail = () => {
        triedAt.push(performance.now());
        if (triedAt.length === 3) third.resolve();
        throw new Error(`no ${which}`);
      };
      const heard: string[] = [];
      stage.conductor({
        preparation: [rowStep('one', stage.table())],
        heard: (error) => void heard.push(String(error)),
        ...(which === 'propose' ? { propose: fail } : { keepTime: async () => fail() }),
      });
      await third.promise;
      const [first = 0, , last = 0] = triedAt;
      expect(last - first).toBeGreaterThan(which === 'propose' ? 2 * quickTimes.retryMs - 50 : quickTimes.retryMs - 50);
      expect(new Set(heard)).toEqual(new Set([`Error: no ${which}`]));
      expect(await stage.table().of(id)).toHaveLength(1);
    },
  );
}

async function letOthersIn(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 20));
}

/** A child of the step's that lives until the step is called off, as pg_restore does. */
async function sleepUntilCalledOff({ effort }: Given, begun: (child: ChildProcess) => void): Promise<void> {
  const child = spawn('sleep', ['60'], { signal: effort.signal, killSignal: 'SIGKILL' });
  child.on('error', () => undefined);
  begun(child);
  await exitOf(child);
  effort.signal.throwIfAborted();
}

/** An aborted child says 'error' before it is gone, which `once` would take for the end. */
function exitOf(child: ChildProcess): Promise<unknown> {
  return new Promise((resolve) => child.once('exit', resolve));
}
