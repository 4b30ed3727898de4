import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startProgram } from '../../../demo/cluster/start-program.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'recourse-promptrefine-'));
});
afterEach(() => rmSync(dir, { recursive: true }));

const isUp = (url: unknown) =>
  fetch(`${url}/healthz`).then(
    () => true,
    () => false,
  );

test('the service and its traffic end when the process that started them is killed with -9', async () => {
  const owner = await startProgram(join(import.meta.dirname, 'owner.ts'), [dir], join(dir, 'owner.log'));
  const { baseUrl, trafficUrl } = owner.ready;
  expect(await Promise.all([isUp(baseUrl), isUp(trafficUrl)])).toEqual([true, true]);
  await owner.stop('SIGKILL');
  const soon = { timeout: 30_000 };
  await expect.poll(() => Promise.all([isUp(baseUrl), isUp(trafficUrl)]), soon).toEqual([false, false]);
});
