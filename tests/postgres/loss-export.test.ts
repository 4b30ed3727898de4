import { mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { execa } from 'execa';
import { expect, onTestFinished, test } from 'vitest';
import { createFileSeal } from '../../src/adapters/pgtools/seal-file.ts';
import { createLossCounter } from '../../src/adapters/postgres/loss.ts';
import { createLostRows } from '../../src/adapters/vault/lost-rows.ts';
import { stageLoss } from '../support/loss-scene.ts';
import { ask, asValidatedCopy, effortOf, newRun } from '../support/target.ts';
import { makeKey } from './backups/age-key.ts';
import { temporaryFolder } from './backups/world.ts';

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

test('where backups are sealed, exported rows are too: only the recipient reads them, and no plain word is on the disk', async () => {
  const scene = await stageLoss('CREATE TABLE notes (id int PRIMARY KEY, said text)');
  onTestFinished(() => scene.remove());
  const folder = await temporaryFolder();
  await chmod(folder, 0o755);
  await ask(scene.url, "INSERT INTO notes SELECT n, 'confidential' || n FROM generate_series(1, 3000) AS n");
  const { recipient, identityFile } = await makeKey();
  const seal = createFileSeal({
    age: '/usr/bin/age',
    recipients: [recipient],
    identityFile: undefined,
    strike: (text) => text,
  });
  const counter = createLossCounter({ target: { url: scene.url }, folder, seal });
  const copy = await asValidatedCopy(new URL(scene.copyUrl).pathname.slice(1));
  const run = newRun();
  const { where, rows } = await counter.exportRows(copy, scene.backup, await scene.count(), effortOf(run));
  expect(rows).toBe(3000);
  expect(readdirSync(where)).toEqual(['public.notes.csv.gz.age']);
  const file = join(where, 'public.notes.csv.gz.age');
  const modes = [folder, where, file].map((path) => (statSync(path).mode & 0o777).toString(8));
  expect(modes).toEqual(['700', '700', '600']);
  expect(readFileSync(file).subarray(0, 18).toString()).toBe('age-encryption.org');
  const { stdout } = await execa('age', ['--decrypt', '--identity', identityFile, file], { encoding: 'buffer' });
  expect(gunzipSync(stdout).toString().split('\n')).toHaveLength(3002);
  expect(gunzipSync(stdout).toString()).toContain('3000,confidential3000');

  const kept = createLostRows(folder);
  const [found, ...others] = await kept.list();
  expect(others).toEqual([]);
  expect(found).toMatchObject({ backup: scene.backup.manifest.id, run, where });
  if (found !== undefined) await kept.remove(found);
  expect(readdirSync(folder)).toEqual([]);
}, 60_000);
