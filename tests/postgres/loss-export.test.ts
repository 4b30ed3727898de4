import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
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
  // Where a file should go there is a folder: like a full disk, that is noticed only after it was opened.
  const heard = () => {
    const counts = join(folder, scene.backup.manifest.id);
    for (const count of readdirSync(counts)) {
      mkdirSync(join(counts, count, 'public.notes.csv.gz.part'), { recursive: true });
    }
  };
  const counter = createLossCounter({ target: { url: scene.url }, folder });
  const copy = await asValidatedCopy(new URL(scene.copyUrl).pathname.slice(1));
  const report = await scene.count();
  await expect(counter.exportRows(copy, scene.backup, report, effortOf(newRun(), 1, { heard }))).rejects.toMatchObject({
    message: expect.stringContaining('EISDIR'),
  });
}, 60_000);

test('an incident that exports twice keeps both: the rows of a restore, and those of its undo', async () => {
  const scene = await stageLoss('CREATE TABLE notes (id int PRIMARY KEY, said text)');
  const folder = await mkdtemp(join(tmpdir(), 'recourse-lost-'));
  onTestFinished(async () => {
    await scene.remove();
    await rm(folder, { recursive: true, force: true });
  });
  const effort = effortOf(newRun());
  const copyName = new URL(scene.copyUrl).pathname.slice(1);
  const productionName = new URL(scene.url).pathname.slice(1);
  await ask(scene.url, "INSERT INTO notes VALUES (1, 'before the restore')");
  await ask(scene.copyUrl, "INSERT INTO notes VALUES (2, 'after the restore')");
  const restore = createLossCounter({ target: { url: scene.url }, folder });
  const undo = createLossCounter({ target: { url: scene.copyUrl }, folder });
  const exported = async (counter: typeof restore, to: string) => {
    const copy = await asValidatedCopy(to);
    const report = await counter.count(copy, scene.backup, effort);
    return counter.exportRows(copy, scene.backup, report, effort);
  };
  const first = await exported(restore, copyName);
  const second = await exported(undo, productionName);
  const rowsIn = (where: string) => gunzipSync(readFileSync(join(where, 'public.notes.csv.gz'))).toString();
  expect(rowsIn(first.where)).toContain('1,before the restore');
  expect(rowsIn(second.where)).toContain('2,after the restore');
}, 60_000);

test('large objects are counted where they are: in production and in the copy', async () => {
  const scene = await stageLoss('SELECT lo_create(0)');
  onTestFinished(() => scene.remove());
  await ask(scene.url, 'SELECT lo_create(0)');
  await ask(scene.copyUrl, 'SELECT lo_create(0), lo_create(0)');
  expect((await scene.count()).unmeasured).toEqual([
    { table: 'pg_largeobject', why: 'large objects are counted, not compared: 3 in the copy, 2 in production' },
  ]);
}, 60_000);
