import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { beforeEach, describe, expect, inject, test } from 'vitest';
import { createAnnouncements } from '../../src/adapters/postgres/announcements.ts';
import type { OneTimeScripts } from '../../src/ports/one-time-scripts.ts';
import { freshDatabase } from '../support/cluster.ts';
import type { ScriptErrand } from '../support/script-runner.ts';
import { oneTimeScripts } from '../support/script-scene.ts';
import { raiseFence } from '../support/swap-scene.ts';
import { approve, ask, effortOf, newRun, until } from '../support/target.ts';

const database = freshDatabase();
const runner = fileURLToPath(new URL('../support/script-runner.ts', import.meta.url));
let run = '';
let port: OneTimeScripts;

beforeEach(async () => {
  run = newRun();
  port = await oneTimeScripts(database.url, inject('cluster').programs);
  await ask(database.url, 'DROP TABLE IF EXISTS t; CREATE TABLE t (v int); INSERT INTO t VALUES (1)');
  await raiseFence(database.url, run, 1);
});

const apply = (script: string) =>
  port.apply({ id: 'mend', database: database.name, script }, approve(run), effortOf(run));
const standing = (fence = 1) => port.standing('mend', effortOf(run, fence));
const values = async () => (await ask<{ v: number }>(database.url, 'SELECT v FROM t ORDER BY v')).map(({ v }) => v);

describe('a script on production', () => {
  test('is applied as a whole, with what psql knows, and the server says that it was', async () => {
    expect(await standing()).toBe('not-begun');
    const outcome = await apply('\\set n 7\nUPDATE t SET v = :n;\nCOPY t FROM STDIN;\n8\n9\n\\.\n');
    expect(outcome).toMatchObject({ error: null, commitsItself: false });
    expect(await values()).toEqual([7, 8, 9]);
    expect(await standing()).toBe('applied');
    await expect(apply('DELETE FROM t')).rejects.toThrow('not run again');
    expect(await values()).toEqual([7, 8, 9]);
  });

  test('leaves nothing at its first error, and names the line', async () => {
    const { error } = await apply('UPDATE t SET v = 2;\n\nUPDATE nowhere SET v = 3;');
    expect(error).toMatchObject({ line: 3, say: expect.stringContaining('nowhere') });
    expect(await values()).toEqual([1]);
    expect(await standing()).toBe('not-applied');
    expect(await apply('UPDATE t SET v = 2')).toMatchObject({ error: null });
    expect(await standing()).toBe('applied');
  });

  test('that commits by itself is told from one that does not', async () => {
    expect(await apply('UPDATE t SET v = 2; COMMIT; UPDATE t SET v = 3;')).toMatchObject({ commitsItself: true });
  });

  test('waits no longer for a lock than it may', async () => {
    const holder = ask(database.url, 'BEGIN; LOCK TABLE t; SELECT pg_sleep(4); COMMIT');
    await until(
      async () => (await ask(database.url, "SELECT 1 FROM pg_locks WHERE relation = 't'::regclass")).length > 0,
    );
    expect(await apply('UPDATE t SET v = 2')).toMatchObject({
      error: { say: expect.stringContaining('lock timeout') },
    });
    await holder;
  });

  test('of an approval for another incident is refused', async () => {
    const foreign = port.apply(
      { id: 'mend', database: database.name, script: 'DELETE FROM t' },
      approve(newRun()),
      effortOf(run),
    );
    await expect(foreign).rejects.toThrow('covers nothing');
  });

  test('is not carried out by a conductor that another has taken over from', async () => {
    await raiseFence(database.url, run, 2);
    await expect(apply('UPDATE t SET v = 2')).rejects.toThrow('may not act any more');
    // It was not even announced, so it never came through the door.
    expect(await standing(2)).toBe('not-begun');
    expect(await values()).toEqual([1]);
  });
});

test('a conductor that comes to the door after its successor is done leaves the mark of that one', async () => {
  const script = 'UPDATE t SET v = 2';
  await raiseFence(database.url, run, 2);
  await port.apply({ id: 'mend', database: database.name, script }, approve(run), effortOf(run, 2));
  // It had looked before that, and found the script not begun.
  const announcements = createAnnouncements({ target: { url: database.url }, lockWaitMs: 1_000 });
  const late = announcements.around({ id: 'mend', database: database.name }, effortOf(run), (door) =>
    ask(database.url, `BEGIN; ${door} UPDATE t SET v = 3; COMMIT`),
  );
  await expect(late).rejects.toThrow('may not act any more');
  expect(await standing(2)).toBe('applied');
  expect(await values()).toEqual([2]);
});

test('a conductor that is killed when its script is announced leaves nothing, and the next one does it once', async () => {
  const errand: ScriptErrand = {
    url: database.url,
    database: database.name,
    programs: inject('cluster').programs,
    run,
    script: 'INSERT INTO t VALUES (2)',
    stopAt: 'announced, not yet carried out',
  };
  const child = spawn(process.execPath, [runner, JSON.stringify(errand)], { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  for await (const line of createInterface({ input: child.stdout })) {
    if (line === errand.stopAt) child.kill('SIGKILL');
  }
  expect((await exited)[1]).toBe('SIGKILL');
  await raiseFence(database.url, run, 2);
  await until(async () => (await standing(2)) === 'not-applied');
  expect(await values()).toEqual([1]);
  await port.apply({ id: 'mend', database: database.name, script: errand.script }, approve(run), effortOf(run, 2));
  expect(await standing(2)).toBe('applied');
  expect(await values()).toEqual([1, 2]);
});
