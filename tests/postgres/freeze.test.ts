import pg from 'pg';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createWriteFreeze, type FreezeSetup } from '../../src/adapters/postgres/freeze.ts';
import type { WriteFreeze } from '../../src/ports/databases.ts';
import { freshDatabase, owner } from '../support/cluster.ts';
import { raiseFence } from '../support/swap-scene.ts';
import { approve, ask, effortOf, newRun, until } from '../support/target.ts';

const database = freshDatabase();
const lockTables = { method: 'lock-tables', lock_timeout: 300 } as const;
const toDo: (() => Promise<unknown>)[] = [];

function freezeWith(methods: FreezeSetup['methods'], given: Partial<FreezeSetup> = {}): WriteFreeze {
  const unused = () => {
    throw new Error('not part of this test');
  };
  return createWriteFreeze({
    target: { url: database.url },
    methods,
    proveForMs: 200,
    commands: { run: unused },
    webhooks: { post: unused },
    secretOf: unused,
    ...given,
  });
}

async function openClient(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  toDo.push(() => client.end());
  return client;
}

beforeEach(async () => {
  await ask(database.url, 'DROP TABLE IF EXISTS notes, parted');
  await ask(database.url, 'CREATE TABLE notes (id bigserial PRIMARY KEY, text text)');
  await ask(database.url, 'CREATE TABLE parted (id int) PARTITION BY RANGE (id)');
  await ask(database.url, 'CREATE TABLE parted_low PARTITION OF parted FOR VALUES FROM (0) TO (100)');
});
afterEach(async () => {
  for (const doIt of toDo.splice(0).reverse()) await doIt();
});

describe('locking tables', () => {
  test('lets no write be acknowledged after the freeze returned, under 8 hammering writers (G3)', async () => {
    const run = newRun();
    const writers = startWriters(database.url, 8);
    await until(() => writers.acknowledged() > 100);
    const freeze = freezeWith([{ method: 'lock-tables', lock_timeout: 5_000 }]);
    const findings = await freeze.freeze(approve(run), effortOf(run));
    const acknowledged = writers.acknowledged();
    expect(findings.map(({ check, result }) => `${check} ${result}`)).toEqual([
      'lock-tables passed',
      'canary-write passed',
      'stillness passed',
    ]);
    const [{ rows } = { rows: 0 }] = await ask<{ rows: number }>(
      database.url,
      'SELECT count(*)::int AS rows FROM notes',
    );
    await expect(ask(database.url, "SET lock_timeout = '400ms'; INSERT INTO parted VALUES (1)")).rejects.toThrow(
      'lock timeout',
    );
    expect(writers.acknowledged()).toBe(acknowledged);
    expect(rows).toBe(acknowledged);
    expect(await freeze.isHeld(effortOf(run).tag)).toBe(true);
    await freeze.resume(effortOf(run));
    expect(await freeze.isHeld(effortOf(run).tag)).toBe(false);
    await until(() => writers.acknowledged() > acknowledged);
    await writers.goHome();
    await freeze.resume(effortOf(run)); // resuming what is not frozen is fine
  });

  test('covers partitions, and a table that is made after the freeze as soon as somebody asks', async () => {
    const run = newRun();
    const freeze = freezeWith([lockTables]);
    await freeze.freeze(approve(run), effortOf(run));
    toDo.push(() => freeze.resume(effortOf(run)));
    const write = (table: string) => ask(database.url, `SET lock_timeout = '100ms'; INSERT INTO ${table} VALUES (1)`);
    await expect(write('parted_low')).rejects.toThrow('lock timeout');
    await ask(database.url, 'CREATE TABLE IF NOT EXISTS late (id int)');
    expect(await freeze.isHeld(effortOf(run).tag)).toBe(true);
    await expect(write('late')).rejects.toThrow('lock timeout');
    expect(await ask(database.url, 'SELECT count(*)::int AS n FROM notes')).toEqual([{ n: 0 }]); // reads go on
  });

  test('knows when its session was ended by somebody', async () => {
    const run = newRun();
    const freeze = freezeWith([lockTables]);
    await freeze.freeze(approve(run), effortOf(run));
    await ask(
      database.superuserUrl,
      'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = $1',
      [`recourse:${run}:1`],
    );
    expect(await freeze.isHeld(effortOf(run).tag)).toBe(false);
    expect(await freeze.isHeld(effortOf(run, 2).tag)).toBe(false);
    await freeze.freeze(approve(run), effortOf(run)); // and takes it again
    expect(await freeze.isHeld(effortOf(run).tag)).toBe(true);
    await freeze.resume(effortOf(run));
  });
});

describe('locks that cannot be had', () => {
  test('name the blocking session and lets everything go', async () => {
    const run = newRun();
    const blocker = await openClient(database.url);
    const { rows } = await blocker.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
    await blocker.query("BEGIN; INSERT INTO notes (text) VALUES ('uncommitted')");
    const refused = freezeWith([lockTables]).freeze(approve(run), effortOf(run));
    await expect(refused).rejects.toMatchObject({
      code: 'freeze-not-proved',
      message: expect.stringContaining(`session ${rows[0]?.pid} of ${owner().role}`),
    });
    await blocker.query('ROLLBACK');
    await ask(database.url, "SET lock_timeout = '1s'; INSERT INTO notes (text) VALUES ('goes on')");
  });

  test('name the blocking prepared transaction', async () => {
    const run = newRun();
    await ask(database.url, `BEGIN; INSERT INTO notes (text) VALUES ('x'); PREPARE TRANSACTION '${run}'`);
    toDo.push(() => ask(database.url, `ROLLBACK PREPARED '${run}'`));
    await expect(freezeWith([lockTables]).freeze(approve(run), effortOf(run))).rejects.toMatchObject({
      message: expect.stringContaining(`prepared transaction '${run}' of ${owner().role}`),
    });
  });

  test('are not asked for by a conductor that was fenced off, nor on another incident’s approval', async () => {
    const run = newRun();
    await raiseFence(database.url, run, 2);
    const freeze = freezeWith([lockTables]);
    await expect(freeze.freeze(approve(run), effortOf(run, 1))).rejects.toMatchObject({ code: 'fenced-off' });
    await expect(freeze.freeze(approve('INC-1'), effortOf(run, 2))).rejects.toMatchObject({ code: 'bad-input' });
  });
});

describe('methods that stop nobody by themselves', () => {
  test('are not believed while rows are being written, and are taken back', { timeout: 60_000 }, async () => {
    const run = newRun();
    const ran: string[] = [];
    const line = (name: string) => ({ run: [name], timeout: 1_000, env: [] });
    const commands: FreezeSetup['commands'] = {
      run: async (command) => {
        ran.push(...command.run);
        return { exitCode: 0, output: '', durationMs: 1 };
      },
    };
    const methods = [{ method: 'command', freeze: line('close'), resume: line('reopen') }] as const;
    const writers = startWriters(database.url, 2);
    await until(() => writers.acknowledged() > 10);
    const freeze = freezeWith(methods, { commands });
    await expect(freeze.freeze(approve(run), effortOf(run))).rejects.toMatchObject({
      code: 'freeze-not-proved',
      message: expect.stringMatching(/Still written: .*public\.notes/),
    });
    expect(ran).toEqual(['close', 'reopen']);
    await writers.goHome();
    const findings = await freeze.freeze(approve(run), effortOf(run));
    expect(findings.map(({ check, result }) => `${check} ${result}`)).toEqual([
      'freeze-command passed',
      'canary-write warned',
      'stillness passed',
    ]);
    await freeze.resume(effortOf(run));
    await freeze.resume(effortOf(run)); // the second finds no marker and calls nothing
    expect(ran).toEqual(['close', 'reopen', 'close', 'reopen']);
  });
});

/** Sessions that insert one row after the other and count what was acknowledged. */
function startWriters(url: string, count: number) {
  let [going, acknowledged] = [true, 0];
  const one = async () => {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    while (going) {
      await client.query("INSERT INTO notes (text) VALUES ('x')");
      acknowledged += 1;
    }
    await client.end();
  };
  const all = Promise.all(Array.from({ length: count }, one));
  return {
    acknowledged: () => acknowledged,
    goHome: () => {
      going = false;
      return all;
    },
  };
}
