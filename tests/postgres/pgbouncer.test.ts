import { afterAll, beforeAll, expect, test } from 'vitest';
import { isBouncerPaused, pauseBouncer, resumeBouncer } from '../../src/adapters/postgres/pgbouncer.ts';
import { createSwap } from '../../src/adapters/postgres/swap.ts';
import { type RunningBouncer, startBouncer } from '../support/bouncer.ts';
import { startCrowd } from '../support/crowd.ts';
import { type SwapScene, stageSwap } from '../support/swap-scene.ts';

let scene: SwapScene;
let bouncer: RunningBouncer;
const admin = () => bouncer.admin(scene.intent.productionName);
const swap = () => createSwap({ target: { url: scene.url }, bouncer: admin() });

beforeAll(async () => {
  scene = await stageSwap();
  bouncer = await startBouncer(scene.url);
});
afterAll(async () => {
  await bouncer.stop();
  await scene.remove();
});

test('through PgBouncer, clients see a stall and not one error while production is swapped and swapped back', async () => {
  const { intent, copy, grant, effort } = scene;
  const crowd = startCrowd(bouncer.url(intent.productionName), 20);
  await crowd.untilMore(0);
  const began = performance.now();
  await swap().promote(intent, copy, grant, effort);
  expect(await scene.whoIsProduction()).toBe('copy');
  await crowd.untilMore(crowd.answered());
  await swap().undo(intent, grant, effort);
  expect(await scene.whoIsProduction()).toBe('original');
  await crowd.untilMore(crowd.answered());
  // Without care PgBouncer tries no login for 15 s after one that PAUSE broke off.
  expect(performance.now() - began).toBeLessThan(12_000);
  await crowd.goHome();
  expect({ failed: crowd.failed(), codes: crowd.codes() }).toEqual({ failed: 0, codes: [] });
});

test('pausing and resuming may be asked twice, and reopening lets waiting clients go on', async () => {
  const { tag } = scene.effort;
  await pauseBouncer(admin(), tag);
  await pauseBouncer(admin(), tag);
  expect(await isBouncerPaused(admin(), tag)).toBe(true);
  await swap().reopen(scene.intent, scene.effort);
  expect(await isBouncerPaused(admin(), tag)).toBe(false);
  await resumeBouncer(admin(), tag);
});
