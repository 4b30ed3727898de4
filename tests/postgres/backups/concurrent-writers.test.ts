import pg from 'pg';
import { beforeAll, describe, expect, test } from 'vitest';
import { freshDatabase } from '../../support/cluster.ts';
import { ask } from '../../support/target.ts';
import type { World } from './open-world.ts';
import { effort, openWorld, restore } from './world.ts';

/** Moves money between accounts, opens and closes some, on a session of its own, until `enough`. */
async function write(url: string, seed: number, enough: () => boolean): Promise<number> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  let turns = 0;
  while (!enough()) {
    const [from, to] = [1 + ((turns * 7 + seed) % 2000), 1 + ((turns * 13 + seed) % 2000)];
    await client.query(
      `BEGIN; UPDATE accounts SET money = money - 1 WHERE id = ${from}; UPDATE accounts SET money = money + 1 WHERE id = ${to};
       INSERT INTO transfers (payer, payee) VALUES (${from}, ${to}); COMMIT`,
    );
    if (turns % 20 === 0) await client.query('DELETE FROM transfers WHERE id % 17 = 3');
    turns += 1;
  }
  await client.end();
  return turns;
}

async function takeAndVerify(world: World) {
  const backup = await world.backups.take({ kind: 'manual', takenBy: 'U0TEST', appCommit: null }, effort());
  const copy = await restore(world, backup);
  return { backup, copy, findings: await world.copies.validate(copy, backup, effort()) };
}

describe('while others go on writing', () => {
  const database = freshDatabase();
  beforeAll(async () => {
    await ask(database.url, 'CREATE TABLE accounts (id int PRIMARY KEY, money int)');
    await ask(database.url, 'CREATE TABLE transfers (id bigserial PRIMARY KEY, payer int, payee int)');
    await ask(database.url, 'INSERT INTO accounts SELECT i, 1000 FROM generate_series(1, 50000) AS i');
  });

  test('the copy equals the manifest, row for row, through backup and verification, and shows one instant of both tables', async () => {
    const world = await openWorld({ url: database.url });
    let verified = false;
    const writers = [1, 2, 3].map((seed) => write(database.url, seed, () => verified));
    const { backup, copy, findings } = await takeAndVerify(world).finally(() => {
      verified = true;
    });
    const turns = await Promise.all(writers);
    expect(Math.min(...turns)).toBeGreaterThan(10);
    expect(findings.filter(({ result }) => result === 'failed')).toEqual([]);
    const url = new URL(database.url);
    url.pathname = `/${copy.name}`;
    // Counted by another way than the fingerprint: no transfer is half there.
    const [sum] = await ask<{ money: string; n: string }>(
      url.href,
      'SELECT sum(money) AS money, count(*) AS n FROM accounts',
    );
    expect(sum).toEqual({ money: '50000000', n: '50000' });
    const [transfers] = await ask<{ n: number }>(url.href, 'SELECT count(*)::int AS n FROM transfers');
    expect(backup.manifest.tables.find(({ table }) => table === 'public.transfers')?.rows).toBe(transfers?.n);
    // An id that is in the copy is never given again there.
    const [next] = await ask<{ free: boolean }>(
      url.href,
      "SELECT nextval('transfers_id_seq') > coalesce(max(id), 0) AS free FROM transfers",
    );
    expect(next?.free).toBe(true);
  });
});
