import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, test } from 'vitest';
import { databaseUrl } from '../support/cluster.ts';
import type { Errand } from '../support/swap-runner.ts';
import { raiseFence, type SwapScene, stageSwap } from '../support/swap-scene.ts';
import { ask, effortOf } from '../support/target.ts';

const runner = fileURLToPath(new URL('../support/swap-runner.ts', import.meta.url));

let scene: SwapScene;
afterEach(() => scene.remove());

/** Sends a conductor on its errand and kills it when it has said `stopAt`. */
async function killAt(errand: Errand): Promise<void> {
  const child = spawn(process.execPath, [runner, JSON.stringify(errand)], { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  for await (const line of createInterface({ input: child.stdout })) {
    if (line === errand.stopAt) child.kill('SIGKILL');
  }
  expect((await exited)[1]).toBe('SIGKILL');
}

function errandOf(stopAt: string, what: Errand['what'] = 'promote'): Errand {
  const { url, run, intent, copy } = scene;
  return { what, url, run, fence: 1, stopAt, intent, copy };
}

/** Both databases are there under the names of one of the two ends, and production lets people in. */
async function expectWhole(): Promise<void> {
  const { intent } = scene;
  const rows = await ask<{ oid: number; datname: string; datallowconn: boolean }>(
    databaseUrl('postgres'),
    'SELECT oid::int, datname, datallowconn FROM pg_database WHERE oid = ANY($1::oid[])',
    [[intent.productionOid, intent.copyOid]],
  );
  expect(rows).toHaveLength(2);
  expect(rows.find((row) => row.datname === intent.productionName)).toMatchObject({ datallowconn: true });
}

const stages = [
  { stopAt: 'closing the gate', standing: 'not-begun' },
  { stopAt: 'gate closed: ending sessions', standing: 'gate-closed' },
  { stopAt: 'drained: renaming', standing: 'gate-closed' },
  { stopAt: 'renamed, not yet committed', standing: 'gate-closed' },
  { stopAt: 'renamed', standing: 'swapped' },
] as const;

describe('a conductor killed while it promotes', () => {
  test.each(stages)('after "$stopAt" leaves "$standing", and the next one finishes', async ({ stopAt, standing }) => {
    scene = await stageSwap();
    const { swap, intent, copy, grant, run, url } = scene;
    await killAt(errandOf(stopAt));
    await raiseFence(url, run, 2);
    expect(await swap.standing(intent)).toBe(standing);
    await swap.promote(intent, copy, grant, effortOf(run, 2));
    expect(await swap.standing(intent)).toBe('swapped');
    expect(await scene.whoIsProduction()).toBe('copy');
    await expectWhole();
  });

  test.each(stages)('after "$stopAt" can be taken back by opening the gate', async ({ stopAt, standing }) => {
    scene = await stageSwap();
    const { swap, intent, run, url } = scene;
    await killAt(errandOf(stopAt));
    await raiseFence(url, run, 2);
    await swap.reopen(intent, effortOf(run, 2));
    expect(await swap.standing(intent)).toBe(standing === 'swapped' ? 'swapped' : 'not-begun');
    expect(await scene.whoIsProduction()).toBe(standing === 'swapped' ? 'copy' : 'original');
    await expectWhole();
  });
});

describe('a conductor killed while it undoes', () => {
  test.each(stages)('after "$stopAt" leaves a swap that can still be undone', async ({ stopAt }) => {
    scene = await stageSwap();
    const { swap, intent, copy, grant, effort, run, url } = scene;
    await swap.promote(intent, copy, grant, effort);
    await killAt(errandOf(stopAt, 'undo'));
    await raiseFence(url, run, 2);
    await swap.reopen(intent, effortOf(run, 2));
    await expectWhole();
    await swap.undo(intent, grant, effortOf(run, 2));
    expect(await scene.whoIsProduction()).toBe('original');
    await expectWhole();
  });
});

test('a conductor that was paused and has been taken over from does not open the gate', async () => {
  scene = await stageSwap();
  const { swap, intent, run, url } = scene;
  await killAt(errandOf('gate closed: ending sessions'));
  await raiseFence(url, run, 2);
  await expect(swap.reopen(intent, effortOf(run, 1))).rejects.toMatchObject({ code: 'fenced-off' });
  expect(await swap.standing(intent)).toBe('gate-closed');
  await swap.reopen(intent, effortOf(run, 2));
  await expectWhole();
});
