import { afterEach, expect, test } from 'vitest';
import { rowsToCopy } from '../../../src/domain/copy-back.ts';
import { type CopyScene, planId, rowsOf, stageCopy } from '../../support/copy-scene.ts';
import { ask } from '../../support/target.ts';
import { lives } from './schemas.ts';

let scene: CopyScene;
afterEach(() => scene.remove());

const contents = async (url: string, tables: readonly string[]) =>
  Object.fromEntries(await Promise.all(tables.map(async (table) => [table, await rowsOf(url, table)])));

test.each(lives)('comes back to the letter: $title', async (life) => {
  scene = await stageCopy(life.sql);
  for (const statement of life.damage.split('; ')) await ask(scene.url, statement);
  const report = await scene.plan(life.choose);
  expect(report).toMatchObject({ refused: [] });
  expect(report.tables.flatMap((table) => table.conflicts)).toEqual([]);
  expect(rowsToCopy(report)).toBeGreaterThan(0);
  await expect(scene.apply(report)).resolves.toMatchObject({ rows: rowsToCopy(report) });
  expect(await contents(scene.url, life.tables)).toEqual(await contents(scene.copyUrl, life.tables));
  const findings = await scene.port.verify(planId, scene.effort);
  expect(new Set(findings.map((finding) => finding.result))).toEqual(new Set(['passed']));
  expect((await scene.plan(life.choose)).tables).toEqual([]);
});

test.each(lives)('is taken back to the letter: $title', async (life) => {
  scene = await stageCopy(life.sql);
  for (const statement of life.damage.split('; ')) await ask(scene.url, statement);
  const damaged = await contents(scene.url, life.tables);
  const report = await scene.plan(life.choose);
  await scene.apply(report);
  await expect(scene.port.undo(planId, scene.effort)).resolves.toEqual({
    deleted: rowsToCopy(report),
    restored: 0,
    left: [],
  });
  expect(await contents(scene.url, life.tables)).toEqual(damaged);
});
