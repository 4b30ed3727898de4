import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createLossCounter } from '../../src/adapters/postgres/loss.ts';
import { stageLoss } from '../support/loss-scene.ts';
import { ask, asValidatedCopy, effortOf, newRun } from '../support/target.ts';

test('a file that cannot be written fails the export with its reason, and nothing else', async () => {
  const scene = await stageLoss('CREATE TABLE notes (id int PRIMARY KEY, said text)');
  const folder = await mkdtemp(join(tmpdir(), 'recourse-lost-'));
  onTestFinished(async () => {
    await scene.remove();
    await rm(folder, { recursive: true, force: true });
  });
  await ask(scene.url, 'INSERT INTO notes SELECT n, repeat(md5(n::text), 40) FROM generate_series(1, 20000) AS n');
  const run = newRun();
  // Where a file should go there is a folder: like a full disk, that is noticed only after it was opened.
  await mkdir(join(folder, scene.backup.manifest.id, run, 'public.notes.csv.gz.part'), { recursive: true });
  const counter = createLossCounter({ target: { url: scene.url }, folder });
  const copy = await asValidatedCopy(new URL(scene.copyUrl).pathname.slice(1));
  const report = await scene.count();
  await expect(counter.exportRows(copy, scene.backup, report, effortOf(run))).rejects.toMatchObject({
    message: expect.stringContaining('EISDIR'),
  });
}, 60_000);
