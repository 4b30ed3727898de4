import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from 'vitest';
import type { CopyErrand } from '../../support/copy-runner.ts';
import { type CopyScene, planId, rowsOf, stageCopy } from '../../support/copy-scene.ts';
import { ask } from '../../support/target.ts';

const runner = fileURLToPath(new URL('../../support/copy-runner.ts', import.meta.url));

let scene: CopyScene;
afterEach(() => scene.remove());

/** Sends a process on the errand that may keep no more than 48 MB of objects; gives the last thing that it said. */
async function sendWithLittleMemory(errand: CopyErrand): Promise<string> {
  const child = spawn(process.execPath, ['--max-old-space-size=48', runner, JSON.stringify(errand)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  child.stdout.on('data', (chunk) => {
    said = `${said}${chunk}`.slice(-200);
  });
  await once(child, 'exit');
  return said.trimEnd().split('\n').at(-1) ?? '';
}

test('heavy rows and many rows pass through little memory', { timeout: 180_000 }, async () => {
  scene =
    await stageCopy(`CREATE TABLE heavy (id int PRIMARY KEY, raw bytea); ALTER TABLE heavy ALTER raw SET STORAGE EXTERNAL;
    INSERT INTO heavy SELECT n, decode(repeat(md5(n::text), 31250), 'hex') FROM generate_series(1, 80) n;
    CREATE TABLE many (id bigserial PRIMARY KEY, parent bigint REFERENCES many, v text);
    INSERT INTO many (parent, v) SELECT nullif(n / 2, 0), md5(n::text) FROM generate_series(1, 8000) n`);
  await ask(scene.url, 'TRUNCATE heavy, many');
  const { url, run, copy: from, production: into } = scene;
  const choice = { direction: 'from-backup' as const, tables: ['heavy', 'many'], kinds: ['missing' as const] };
  const errand = { url, run, plan: planId, stopAt: '' };
  // As text the heavy rows are 80 MB: kept, they would not fit.
  const digest = await sendWithLittleMemory({ ...errand, what: 'plan', wanted: { from, into, choice } });
  expect(digest).toMatch(/^[0-9a-f]{64}$/);
  expect(await sendWithLittleMemory({ ...errand, what: 'apply', digest })).toBe('ended');
  for (const table of ['heavy', 'many']) {
    const hashed = `(SELECT id, md5(t::text) FROM ${table} AS t)`;
    expect(await rowsOf(scene.url, hashed)).toEqual(await rowsOf(scene.copyUrl, hashed));
  }
});
