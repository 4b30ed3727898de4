import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
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

/** The database's folder, under whichever name it is being made. */
function foldersMade(): string[] {
  return ['postgres', 'postgres.unfinished'].map((name) => join(folder, name)).filter((path) => existsSync(path));
}

describe('a store in a folder', () => {
  test('can be opened although its very first start was killed in the middle', async () => {
    const keepOpen = new URL('./keep-open.ts', import.meta.url).pathname;
    const child = spawn(process.execPath, [keepOpen, JSON.stringify({ folder })], { stdio: 'ignore' });
    const looksMade = () => foldersMade().some((path) => existsSync(join(path, 'PG_VERSION')));
    await expect.poll(looksMade, { timeout: 100_000, interval: 1 }).toBe(true);
    child.kill('SIGKILL');
    await once(child, 'exit');
    // One of the last files to be written, a few milliseconds after the one by which a folder is known as made.
    for (const path of foldersMade()) rmSync(join(path, 'postgresql.conf'), { force: true });
    const store = await openStore({ folder });
    expect((await openIncident(store)).id).toBe('INC-1');
    await store.close();
  }, 180_000);

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
