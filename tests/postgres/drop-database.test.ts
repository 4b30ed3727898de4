import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Cluster, startCluster } from '../../demo/cluster/start-cluster.ts';
import { createScratchDatabases } from '../../src/adapters/postgres/scratch-databases.ts';
import type { DatabaseIdentity } from '../../src/domain/database.ts';
import { ask, effortOf, newRun, until } from '../support/target.ts';

/** No superuser, no pg_signal_backend: what a service may well give us. */
const plain = { role: 'plain', password: 'plain' };
const guest = { role: 'guest', password: 'guest' };

/** Vacuum comes within a second or two, and stays for as long as the database is there. */
const slowVacuum = {
  autovacuum_naptime: '1s',
  autovacuum_vacuum_cost_delay: '100ms',
  autovacuum_vacuum_cost_limit: '1',
};

let cluster: Cluster;
beforeAll(async () => {
  cluster = await startCluster({ settings: slowVacuum });
  for (const { role, password } of [plain, guest]) {
    await ask(cluster.url(), `CREATE ROLE ${role} LOGIN CREATEDB PASSWORD '${password}'`);
  }
  await ask(cluster.url('postgres', plain), 'CREATE DATABASE shop');
});
afterAll(() => cluster.stop('immediate'));

describe('a scratch database with autovacuum in it, of a role that may end nobody else', () => {
  let copy: DatabaseIdentity;
  const scratch = () => createScratchDatabases({ url: cluster.url('shop', plain) });
  beforeEach(async () => {
    const run = newRun();
    const like = { encoding: 'UTF8', collate: 'C' } as Parameters<ReturnType<typeof scratch>['create']>[1];
    copy = await scratch().create(`shop_scratch_${run}`, like, effortOf(run));
    await ask(
      cluster.url(copy.name, plain),
      `CREATE TABLE rows WITH (autovacuum_vacuum_threshold = 1, autovacuum_vacuum_scale_factor = 0)
         AS SELECT i, repeat('x', 500) AS filler FROM generate_series(1, 20000) AS i`,
    );
    await ask(cluster.url(copy.name, plain), 'DELETE FROM rows WHERE i % 2 = 0');
    await until(() => isVacuumed(copy.name), 30_000);
  });

  test('is dropped all the same', async () => {
    await scratch().drop(copy);
    expect(await scratch().find(copy.name)).toBeNull();
  });

  test('is dropped with a session of ours in it, which ends', async () => {
    const ours = await hold(plain);
    await scratch().drop(copy);
    expect(await scratch().find(copy.name)).toBeNull();
    await ours.left;
  });

  test('stays, and is told of with who is in it, where somebody else is there', async () => {
    await ask(cluster.url(), `GRANT CONNECT ON DATABASE "${copy.name}" TO ${guest.role}`);
    const theirs = await hold(guest);
    await expect(scratch().drop(copy)).rejects.toMatchObject({
      code: 'database-refused',
      message: expect.stringMatching(/still in use.*of guest/),
      hint: expect.stringContaining('pg_terminate_backend'),
    });
    expect(await scratch().find(copy.name)).toEqual(copy);
    await ask(cluster.url(), `SELECT pg_terminate_backend(${theirs.pid})`);
    await theirs.left;
    await scratch().drop(copy);
    expect(await scratch().find(copy.name)).toBeNull();
  });

  /** Stays in the copy until its session is ended; `left` says that. */
  async function hold(login: typeof plain) {
    const client = new pg.Client({ connectionString: cluster.url(copy.name, login) });
    client.on('error', () => undefined);
    const left = new Promise<void>((resolve) => client.on('end', resolve));
    await client.connect();
    const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
    return { pid: rows[0]?.pid, left };
  }
});

async function isVacuumed(database: string): Promise<boolean> {
  const workers = await ask(
    cluster.url(),
    "SELECT 1 FROM pg_stat_activity WHERE datname = $1 AND backend_type = 'autovacuum worker'",
    [database],
  );
  return workers.length > 0;
}
