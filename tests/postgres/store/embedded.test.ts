import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openEmbeddedHome } from '../../../src/adapters/store/embedded-home.ts';
import { openStore } from '../../../src/adapters/store/open-store.ts';
import { openIncident } from './fixtures.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'recourse-store-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function filesMade(): number {
  return existsSync(folder) ? readdirSync(folder, { recursive: true }).length : 0;
}

describe('a store in a folder', () => {
  test('can be opened although its very first start was killed in the middle, again and again', async () => {
    for (const files of [4, 300, 900]) {
      const keepOpen = new URL('./keep-open.ts', import.meta.url).pathname;
      const child = spawn(process.execPath, [keepOpen, JSON.stringify({ folder })], { stdio: 'ignore' });
      await expect.poll(filesMade, { timeout: 50_000, interval: 1 }).toBeGreaterThanOrEqual(files);
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
    const store = await openStore({ folder });
    expect((await openIncident(store)).id).toBe('INC-1');
    await store.close();
  }, 120_000);

  test('writes checkpoints by itself, so that its log does not grow for ever', async () => {
    const home = await openEmbeddedHome(folder, { checkpointEveryMs: 50 });
    const checkpoint = async () =>
      (await home.pool.query('SELECT checkpoint_lsn::text AS at FROM pg_control_checkpoint()')).rows[0].at;
    const first = await checkpoint();
    await home.pool.query('CREATE TABLE something (x int)');
    await expect.poll(checkpoint, { timeout: 10_000 }).not.toBe(first);
    await home.close();
  }, 120_000);
});
