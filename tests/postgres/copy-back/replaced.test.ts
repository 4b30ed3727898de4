import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, onTestFinished, test } from 'vitest';
import { createReplacedDatabases } from '../../../src/adapters/postgres/replaced.ts';
import { createSwap } from '../../../src/adapters/postgres/swap.ts';
import { type DatabaseIdentity, SwapIntent, ValidatedCopy } from '../../../src/domain/database.ts';
import { databaseUrl, onServer } from '../../support/cluster.ts';
import type { CopyErrand } from '../../support/copy-runner.ts';
import { type CopyScene, planId, rowsOf, stageCopy } from '../../support/copy-scene.ts';
import { raiseFence } from '../../support/swap-scene.ts';
import { approve, ask } from '../../support/target.ts';

const sql = `CREATE TABLE users (id serial PRIMARY KEY, name text, created_at timestamptz DEFAULT now()); CREATE TABLE prompts (id serial PRIMARY KEY, by int REFERENCES users, text text, created_at timestamptz DEFAULT now());
  INSERT INTO users (name) SELECT 'u' || n FROM generate_series(1, 20) n; INSERT INTO prompts (by, text) SELECT n, 'old' FROM generate_series(1, 20) n`;

const runner = fileURLToPath(new URL('../../support/copy-runner.ts', import.meta.url));

let scene: CopyScene;
let keptName = '';
afterEach(async () => {
  await onServer((client) => client.query(`DROP DATABASE IF EXISTS ${keptName} WITH (FORCE)`));
  await scene.remove();
});

const isOpen = async (name: string) =>
  (
    await ask<{ open: boolean }>(
      databaseUrl('postgres'),
      'SELECT datallowconn AS open FROM pg_database WHERE datname = $1',
      [name],
    )
  )[0]?.open;

/** A rollback: the copy takes production's name, and production is kept closed under a dated one. */
async function rollBack(): Promise<{ kept: DatabaseIdentity; now: DatabaseIdentity }> {
  const { production, copy, url, run, effort } = scene;
  keptName = `${production.name}_kept`;
  await raiseFence(url, run, 1);
  const intent = SwapIntent.parse({
    productionName: production.name,
    productionOid: production.oid,
    copyName: copy.name,
    copyOid: copy.oid,
    keptName,
    systemIdentifier: copy.systemIdentifier,
  });
  await createSwap({ target: { url }, bouncer: null }).promote(intent, ValidatedCopy.parse(copy), approve(run), effort);
  return { kept: { ...production, name: keptName }, now: { ...copy, name: production.name } };
}

test('what was written after the backup comes back from the database that was replaced, which stays closed', async () => {
  scene = await stageCopy(sql);
  await ask(
    scene.url,
    `INSERT INTO users (name) VALUES ('late'); INSERT INTO prompts (by, text) VALUES (21, 'after the backup'), (1, 'too'); UPDATE prompts SET text = 'edited' WHERE id = 3; DELETE FROM prompts WHERE id = 20`,
  );
  const { kept, now } = await rollBack();
  await ask(scene.url, `INSERT INTO prompts (id, by, text) VALUES (22, 2, 'written after the rollback')`);
  const choice = {
    direction: 'from-replaced' as const,
    tables: ['prompts'],
    kinds: ['missing' as const, 'changed' as const],
  };
  const first = await scene.port.plan(
    { id: planId, from: kept, into: now, choice: { ...choice, kinds: ['missing'] } },
    scene.effort,
  );
  expect(await isOpen(keptName)).toBe(false);
  expect(first.tables).toMatchObject([
    { table: 'public.users', parents: 1 },
    { table: 'public.prompts', missing: 1, conflicts: [{ kind: 'other-content', rows: 2, examples: { length: 2 } }] },
  ]);
  await scene.port.apply({ id: planId, digest: first.digest }, approve(scene.run), scene.effort);
  expect(await isOpen(keptName)).toBe(false);
  expect(await rowsOf(scene.url, `(SELECT id, by, text FROM prompts WHERE id > 19 OR id = 3)`)).toEqual([
    '(20,20,old)',
    '(21,21,"after the backup")',
    '(22,2,"written after the rollback")',
    '(3,3,old)',
  ]);
  expect(await ask(scene.url, `INSERT INTO prompts (by, text) VALUES (1, 'next') RETURNING id`)).toEqual([
    { id: 22 + 1 },
  ]);
});

test('a database that moved, or that somebody else closed, is not read from', async () => {
  scene = await stageCopy(sql);
  const { kept, now } = await rollBack();
  const choice = { direction: 'from-replaced' as const, tables: ['users'], kinds: ['missing' as const] };
  const given = { id: null, into: now, choice };
  await expect(scene.port.plan({ ...given, from: { ...kept, name: now.name } }, scene.effort)).rejects.toMatchObject({
    code: 'database-refused',
  });
  await expect(
    scene.port.plan({ ...given, from: kept, into: { ...now, oid: kept.oid } }, scene.effort),
  ).rejects.toMatchObject({
    code: 'database-refused',
  });
  await ask(databaseUrl('recourse_control'), `DELETE FROM marker WHERE what = 'kept ' || $1`, [kept.oid]);
  await expect(scene.port.plan({ ...given, from: kept }, scene.effort)).rejects.toMatchObject({
    code: 'database-unreachable',
  });
  expect(await isOpen(keptName)).toBe(false);
});

test('whoever is killed while it is open leaves a note by which the next look closes it, and nothing before', async () => {
  scene = await stageCopy(sql);
  const { kept, now } = await rollBack();
  const choice = { direction: 'from-replaced' as const, tables: ['users'], kinds: ['missing' as const] };
  const stopAt = 'the replaced database is open until we are in';
  const errand: CopyErrand = {
    what: 'plan',
    url: scene.url,
    run: scene.run,
    plan: planId,
    wanted: { from: kept, into: now, choice },
    stopAt,
  };
  const child = spawn(process.execPath, [runner, JSON.stringify(errand)], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  for await (const line of createInterface({ input: child.stdout })) if (line === stopAt) break;
  const replaced = createReplacedDatabases({ target: { url: scene.url }, home: undefined });
  expect(await replaced.closeLeftOpen()).toBe(0);
  expect(await isOpen(keptName)).toBe(true);
  child.kill('SIGKILL');
  await expect.poll(() => replaced.closeLeftOpen()).toBe(1);
  expect(await isOpen(keptName)).toBe(false);
  expect((await replaced.list())[0]?.doubt).toBeNull();
  expect(await replaced.closeLeftOpen()).toBe(0);
});
