import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, inject, test } from 'vitest';
import { freshDatabase } from '../../support/cluster.ts';
import { ask, newRun } from '../../support/target.ts';
import type { MeasuredErrand } from './measured-runner.ts';
import { temporaryFolder } from './world.ts';

const runner = fileURLToPath(new URL('./measured-runner.ts', import.meta.url));
/** Garbage is collected early, so that what is seen is what is kept; 48 MB of rows would end the process. */
const littleRoom = ['--max-old-space-size=48', '--max-semi-space-size=4'];

const shop = freshDatabase();

/** Peak of a process of its own, in megabytes, that works on `rows` rows, every third of which changes after the backup. */
async function peakWith(rows: number): Promise<{ peakMb: number; rows: number }> {
  await ask(
    shop.url,
    `DROP TABLE IF EXISTS notes; CREATE TABLE notes (id int PRIMARY KEY, said text);
     INSERT INTO notes SELECT n, repeat(md5(n::text), 8) FROM generate_series(1, ${rows}) AS n`,
  );
  const [vaultPath, stopAt] = [await temporaryFolder(), 'validated'];
  const { programs } = inject('cluster');
  const errand: MeasuredErrand = { url: shop.url, vaultPath, programs, run: newRun(), stopAt };
  const child = spawn(process.execPath, [...littleRoom, runner, JSON.stringify(errand)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  let last = '';
  for await (const line of createInterface(child.stdout)) {
    last = line;
    if (line !== stopAt) continue;
    await ask(shop.url, "UPDATE notes SET said = said || '!' WHERE id % 3 = 0");
    child.kill('SIGCONT');
  }
  expect(await ended).toEqual([0, null]);
  const said = JSON.parse(last) as { peakMb: number; rows: number; ways: string[] };
  expect(said.ways).toEqual(['xmin', 'row-hash']);
  return said;
}

test('backup, restore, proof, loss and export take no more memory for twenty times the rows', {
  timeout: 240_000,
}, async () => {
  const small = await peakWith(15_000);
  const large = await peakWith(300_000);
  expect(large.rows).toBe(100_000);
  expect(large.peakMb).toBeLessThan(small.peakMb * 1.3);
});
