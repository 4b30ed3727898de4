import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freshDatabase } from '../../support/cluster.ts';
import { type SwapScene, stageSwap } from '../../support/swap-scene.ts';
import { terminalWorld } from './terminal.ts';

const journal = freshDatabase();
let scene: SwapScene;
const { run } = terminalWorld({ service: () => scene.url, store: () => journal.url });

beforeAll(async () => {
  scene = await stageSwap();
});
afterAll(() => scene.remove());

// One story: each test goes on where the one before it ended.
describe('replaced databases in the terminal', { timeout: 60_000 }, () => {
  test('there are none before a promotion', async () => {
    expect(await run('replaced', 'list', 'shop')).toMatchObject({
      code: 0,
      out: 'No replaced database of Shop is kept.',
    });
  });

  test('list shows name, size, incident and end after one', async () => {
    await scene.swap.promote(scene.intent, scene.copy, scene.grant, scene.effort);
    const { code, out } = await run('replaced', 'list', 'shop');
    expect(code).toBe(0);
    expect(out).toMatch(new RegExp(`^${scene.intent.keptName}, [0-9.]+ MB, replaced by ${scene.run} .*Europe/Berlin`));
    expect(out).toMatch(/Kept until .*; then dropped, with notice\./);
  });

  test('keep puts the end off, and says who asked for it', async () => {
    const end = async () => JSON.parse((await run('replaced', 'list', 'shop', '--format', 'json')).out).end;
    const before = await end();
    const kept = await run('replaced', 'keep', 'shop', scene.intent.keptName, '--for', '14d');
    expect(kept).toMatchObject({ code: 0, out: expect.stringMatching(/because .* \(terminal\) asked for it/) });
    expect(Date.parse(await end()) - Date.parse(before)).toBe(14 * 86_400_000);
  });

  test('production itself is no replaced database', async () => {
    expect(await run('replaced', 'keep', 'shop', scene.intent.productionName)).toMatchObject({
      code: 1,
      err: expect.stringContaining('is no replaced database of Shop.'),
    });
  });
});
