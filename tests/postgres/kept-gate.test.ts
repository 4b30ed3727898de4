import { afterEach, beforeEach, expect, test } from 'vitest';
import { createKeptGate } from '../../src/adapters/postgres/kept-gate.ts';
import { bringToParity } from '../../src/adapters/postgres/parity.ts';
import { createReplacedDatabases } from '../../src/adapters/postgres/replaced.ts';
import type { KeptGate } from '../../src/ports/databases.ts';
import { onServer } from '../support/cluster.ts';
import { type SwapScene, stageSwap } from '../support/swap-scene.ts';
import { ask, asValidatedCopy } from '../support/target.ts';

let scene: SwapScene;
let gate: KeptGate;
let kept: Parameters<KeptGate['close']>[0];
beforeEach(async () => {
  scene = await stageSwap();
  const { swap, intent, copy, grant, effort } = scene;
  await swap.promote(intent, copy, grant, effort);
  await onServer((client) => client.query(`COMMENT ON DATABASE ${intent.productionName} IS 'the shop'`));
  gate = createKeptGate({ url: scene.url });
  kept = { database: intent.keptName, oid: intent.productionOid };
  await gate.open(kept, effort.tag);
});
afterEach(() => scene.remove());

const doubt = async () =>
  (await createReplacedDatabases({ target: { url: scene.url }, home: undefined }).list())[0]?.doubt;

test('a database that was to become production again and did not is kept as before: closed, signed, read-only', async () => {
  await bringToParity({ target: { url: scene.url } }, await asValidatedCopy(kept.database), scene.effort);
  await gate.close(kept);
  expect(await doubt()).toBeNull();
  expect(
    await ask(scene.url, 'SELECT setconfig AS settings FROM pg_db_role_setting WHERE setdatabase = $1', [kept.oid]),
  ).toEqual([{ settings: ['default_transaction_read_only=on'] }]);
});

test('what a person wrote on it stays, and nothing at all is done to a database that is production again', async () => {
  await onServer((client) => client.query(`COMMENT ON DATABASE ${kept.database} IS 'please keep'`));
  await gate.close(kept);
  expect(await doubt()).toContain('its comment is not ours');
  await scene.swap.undo(scene.intent, scene.grant, scene.effort);
  await gate.close(kept);
  expect(await scene.whoIsProduction()).toBe('original');
});
