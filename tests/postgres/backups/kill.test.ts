import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import pg from 'pg';
import { beforeAll, describe, expect, inject, onTestFinished, test } from 'vitest';
import { BackupId } from '../../../src/domain/ids.ts';
import { freshDatabase, onServer } from '../../support/cluster.ts';
import { ask } from '../../support/target.ts';
import type { Errand } from './backup-runner.ts';
import type { World } from './open-world.ts';
import { effort, openWorld, take } from './world.ts';

const id = '20261121T120000Z-manual-abcdef01';

/** Starts the errand in a process of its own. */
function send(errand: Errand): ChildProcess {
  const runner = new URL('backup-runner.ts', import.meta.url).pathname;
  const child = spawn(process.execPath, [runner, JSON.stringify(errand)], { stdio: ['ignore', 'ignore', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  return child;
}

async function kill(child: ChildProcess): Promise<void> {
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}

/** What the sessions at the server that carry the run's tag are at. */
async function sessionsOf(incident: string): Promise<string[]> {
  return onServer(async (client) => {
    const { rows } = await client.query<{ query: string }>(
      "SELECT concat(query, ' waits for ', wait_event_type) AS query FROM pg_stat_activity WHERE application_name = $1 AND backend_type = 'client backend'",
      [`recourse:${incident}:1`],
    );
    return rows.map(({ query }) => query);
  });
}

/** Holds pg_dump back, and nobody else: only it reads security labels. */
async function holdSecurityLabels(superuserUrl: string): Promise<() => Promise<void>> {
  const client = new pg.Client({ connectionString: superuserUrl });
  await client.connect();
  await client.query('BEGIN; LOCK TABLE pg_seclabel IN ACCESS EXCLUSIVE MODE');
  return async () => {
    await client.query('ROLLBACK');
    await client.end();
  };
}

function errandIn(world: World, url: string): Omit<Errand, 'what' | 'run'> {
  return { url, programs: inject('cluster').programs, vaultPath: world.vaultPath, id };
}

describe('killed with -9 in the middle of', () => {
  const database = freshDatabase();

  test('a dump: nothing looks finished, and the sweep takes what is left, but nothing of a living run', async () => {
    await ask(database.url, 'CREATE TABLE t (id serial, m text); SELECT lo_from_bytea(7, md5(7::text)::bytea)');
    await ask(database.url, 'INSERT INTO t (m) SELECT md5(i::text) FROM generate_series(1, 20000) AS i');
    const world = await openWorld({ url: database.url });
    const release = await holdSecurityLabels(database.superuserUrl);
    const child = send({ ...errandIn(world, database.url), what: 'take', run: 'INC-901' });
    await expect
      .poll(() => sessionsOf('INC-901'), { timeout: 20_000 })
      .toContainEqual(expect.stringMatching(/waits for Lock/));

    const [partial] = await readdir(world.shelf);
    expect(partial).toMatch(new RegExp(`^${id}\\.[0-9a-f]{8}\\.partial$`));
    expect(await world.backups.sweep()).toEqual([]);
    expect(await readdir(world.shelf)).toEqual([partial]);

    await kill(child);
    expect(await world.backups.list()).toEqual([]);
    expect(await world.backups.read(BackupId.parse(id))).toBeNull();
    await release();
    // pg_dump dies with us, and the server ends what it was asked for.
    await expect.poll(() => sessionsOf('INC-901'), { timeout: 20_000 }).toEqual([]);
    expect(await world.backups.sweep()).toEqual([id]);
    expect(await readdir(world.shelf)).toEqual([]);
    expect((await take(world.backups)).manifest.tables[0]?.rows).toBe(20_000);
  });
});

describe('killed with -9, or called off, in the middle of', () => {
  const database = freshDatabase();
  beforeAll(async () => {
    // Stands still in the copy only.
    await ask(
      database.url,
      `CREATE FUNCTION slow(text) RETURNS text IMMUTABLE LANGUAGE plpgsql AS $$
       BEGIN IF current_database() ~ '_scratch_' THEN PERFORM pg_sleep(600); END IF; RETURN $1; END $$;
       CREATE TABLE s AS SELECT 'x' AS a; CREATE INDEX ON s (slow(a))`,
    );
  });

  test('a restore: the half copy is found by its run, and is dropped', async () => {
    const world = await openWorld({ url: database.url });
    const backup = await world.backups.take(
      { id: BackupId.parse(id), kind: 'manual', takenBy: 'U0TEST', appCommit: null },
      effort(),
    );
    const child = send({ ...errandIn(world, database.url), what: 'restore', run: 'INC-902' });
    await expect
      .poll(() => sessionsOf('INC-902'), { timeout: 20_000 })
      .toContainEqual(expect.stringContaining('CREATE INDEX'));
    await kill(child);

    const left = await world.copies.ofRun('INC-902');
    expect(left.map(({ name }) => name)).toEqual([`${database.name}_scratch_inc_902_f1`]);
    expect(await world.copies.ofRun('INC-90')).toEqual([]);
    for (const copy of left) await world.copies.drop(copy);
    expect(await world.copies.ofRun('INC-902')).toEqual([]);
    await expect.poll(() => sessionsOf('INC-902'), { timeout: 20_000 }).toEqual([]);
    expect(await world.backups.inspect(backup.manifest.id)).toEqual([expect.objectContaining({ result: 'passed' })]);
  });

  test('an effort that was called off leaves no copy, no child and no session', async () => {
    const world = await openWorld({ url: database.url });
    const backup = await take(world.backups);
    const control = new AbortController();
    const work = effort({ signal: control.signal });
    const restoring = world.copies.restore(backup, world.copies.scratchName(work.tag), work);
    await expect
      .poll(() => sessionsOf(work.tag.run), { timeout: 20_000 })
      .toContainEqual(expect.stringContaining('CREATE INDEX'));
    control.abort(new Error('the lease is lost'));
    await expect(restoring).rejects.toThrow('the lease is lost');
    expect(await world.copies.ofRun(work.tag.run)).toEqual([]);
    await expect.poll(() => sessionsOf(work.tag.run), { timeout: 20_000 }).toEqual([]);
  });
});
