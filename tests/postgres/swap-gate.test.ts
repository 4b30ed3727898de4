import { afterEach, expect, test } from 'vitest';
import { connect } from '../../src/adapters/postgres/connect.ts';
import { withControl } from '../../src/adapters/postgres/control.ts';
import { drain } from '../../src/adapters/postgres/swap-gate.ts';
import { databaseUrl } from '../support/cluster.ts';
import { type SwapScene, stageSwap } from '../support/swap-scene.ts';

let scene: SwapScene;
afterEach(() => scene.remove());

test('our own session, whose locks keep writers waiting, is ended after everybody else', async () => {
  scene = await stageSwap();
  const { url, effort, intent } = scene;
  const freeze = await connect({ url }, effort.tag);
  const stranger = await connect({ url: databaseUrl(intent.productionName) }, { ...effort.tag, run: 'somebody' });
  await withControl({ url }, effort.tag, async (control) => {
    const emptied = (withinMs: number) =>
      drain(control, [intent.productionOid], Date.now() + withinMs, new AbortController().signal);
    // A superuser's session: our role may not end it, so it stays until it goes by itself.
    await expect(emptied(100)).rejects.toMatchObject({ code: 'swap-blocked' });
    expect((await freeze.query('SELECT 1 AS held')).rows).toEqual([{ held: 1 }]);
    await stranger.end();
    await emptied(10_000);
    await expect(freeze.query('SELECT 1')).rejects.toThrow();
  });
  await freeze.end().catch(() => undefined);
});
