import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { startWorldOf, type World } from '../../../demo/host/world.ts';
import { storefront } from '../../../demo/storefront/example.ts';
import type { Storefront } from '../../../demo/storefront/start.ts';
import { stages } from '../../../demo/stories/registry.ts';
import { storefrontBadDeploy } from '../../../demo/stories/storefront/bad-deploy.ts';
import { storefrontBadMigration } from '../../../demo/stories/storefront/bad-migration.ts';

let world: World<Storefront> | undefined;
afterEach(async (context) => {
  if (context.task.result?.state === 'fail') process.stderr.write(`${world?.bot().log().slice(-3_000)}\n`);
  await world?.stop();
  if (world !== undefined) rmSync(world.folder, { recursive: true, force: true });
});

test('every story of the storefront is registered', () => {
  const played = stages.find(({ example }) => example.name === 'storefront')?.stories.map(({ name }) => name);
  expect(played).toEqual(['bad-deploy', 'bad-migration']);
});

test.each([
  ['a bad deploy on sound data: both go back together, decided by on-call (R2, R3, R4, R5, P5)', storefrontBadDeploy],
  ['a migration that destroys: the restore, at once (R5, R6, P8)', storefrontBadMigration],
])('%s', async (_, story) => {
  const folder = mkdtempSync(join(tmpdir(), 'recourse-storefront-'));
  world = await startWorldOf(storefront, { folder, rows: 0.02, withSurroundings: true });
  const { claims } = await story.play(world, () => undefined);
  expect(claims.filter(({ held }) => !held)).toEqual([]);
  expect(claims.length).toBeGreaterThan(5);
  for (const token of Object.values(world.service.platforms.tokens)) expect(world.bot().log()).not.toContain(token);
});
