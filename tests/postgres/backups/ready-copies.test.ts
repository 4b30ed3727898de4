import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ValidatedCopy } from '../../../src/domain/database.ts';
import { Fence } from '../../../src/domain/ids.ts';
import type { StoredBackup } from '../../../src/domain/manifest.ts';
import type { ReadyCopy } from '../../../src/ports/ready-copies.ts';
import type { Effort } from '../../../src/ports/run-tag.ts';
import type { ReadyRules } from '../../../src/services/backups/keep-ready.ts';
import { proveBackup } from '../../../src/services/backups/prove-by-hand.ts';
import { freshDatabase, onServer } from '../../support/cluster.ts';
import { ask, effortOf, newRun } from '../../support/target.ts';
import { openWorld, take } from './world.ts';

const home = '1a2b3c4d';
const clock = { now: () => new Date() };
const room: ReadyRules = { keep: 1, budgetBytes: 1e9, isQuiet: async () => true, now: async () => new Date() };
const shop = freshDatabase();

type World = Awaited<ReturnType<typeof openWorld>>;

/** Proofs of one service share a run; each has a fence above the last. */
const proofs = `verify-${newRun()}`;
let fence = 0;
function proof(): Effort {
  fence += 1;
  return effortOf(proofs, fence);
}

async function prove(world: World, rules: ReadyRules = room): Promise<{ backup: StoredBackup; kept: string }> {
  const backup = await take(world.backups);
  const { findings } = await proveBackup(world, clock, backup, proof(), rules);
  return { backup, kept: findings.find(({ check }) => check === 'ready copy')?.say ?? 'nothing said' };
}

async function raised(world: World, run: string, n = 1): Promise<Effort> {
  const effort = effortOf(run, n);
  await world.fencing.raise(effort.tag);
  return effort;
}

async function databasesOf(name: string): Promise<string[]> {
  const rows = await ask<{ name: string }>(
    shop.superuserUrl,
    "SELECT datname AS name FROM pg_database WHERE datname LIKE $1 || '\\_%' ORDER BY 1",
    [name],
  );
  return rows.map((row) => row.name);
}

async function only(world: World): Promise<ReadyCopy> {
  const [first, ...rest] = await world.ready.list();
  if (first === undefined || rest.length > 0) throw new Error(`one ready copy was expected, ${rest.length + 1} found`);
  return first;
}

beforeAll(async () => {
  await ask(shop.url, 'CREATE TABLE users (id serial PRIMARY KEY, name text)');
  await ask(shop.url, "INSERT INTO users (name) SELECT 'user ' || n FROM generate_series(1, 200) AS n");
  await ask(
    shop.url,
    `COMMENT ON DATABASE ${shop.name} IS 'the shop'; ALTER DATABASE ${shop.name} SET work_mem = '8MB'`,
  );
});
beforeEach(async () => {
  const world = await openWorld({ url: shop.url, home });
  const effort = await raised(world, newRun());
  for (const { database } of await world.ready.list()) {
    const copy = await world.ready.retire(database, world.copies.scratchName(effort.tag), effort);
    if (copy !== null) await world.copies.drop(copy);
  }
});

describe('a ready copy', { timeout: 120_000 }, () => {
  test('is kept after a proof: at parity, closed, named for its backup and store, and known to any process', async () => {
    const world = await openWorld({ url: shop.url, home });
    const { backup, kept } = await prove(world);
    const ready = await only(await openWorld({ url: shop.url, home, vaultPath: world.vaultPath }));
    expect(kept).toContain(ready.database.name);
    expect(ready).toMatchObject({ backup: backup.manifest.id });
    expect(ready.database.name).toMatch(
      new RegExp(`^${shop.name.slice(0, 20)}_ready_[0-9]{8}t[0-9]{6}z_[0-9a-f]{8}_${home}$`),
    );
    const [traits] = await ask<{ open: boolean; comment: string; settings: string[] }>(
      shop.superuserUrl,
      `SELECT datallowconn AS open, shobj_description(d.oid, 'pg_database') AS comment, setconfig AS settings
         FROM pg_database d LEFT JOIN pg_db_role_setting s ON s.setdatabase = d.oid AND setrole = 0 WHERE d.oid = $1`,
      [ready.database.oid],
    );
    expect(traits).toEqual({ open: false, comment: 'the shop', settings: ['work_mem=8MB'] });
    expect(await world.copies.ofRun(proofs)).toEqual([]);
  });

  test('of the newest backup takes the place of an older one', async () => {
    const world = await openWorld({ url: shop.url, home });
    await prove(world);
    const { backup } = await prove(world);
    expect((await only(world)).backup).toBe(backup.manifest.id);
    expect((await databasesOf(shop.name)).filter((name) => /_(ready|scratch)_/.test(name))).toHaveLength(1);
  });

  test.each([
    ['the policy keeps none', { keep: 0 }, 'keeps none'],
    ['it is larger than the budget', { budgetBytes: 1_000 }, 'disk_budget allows 1000'],
    ['its backup is dated ahead', { now: async () => new Date('2020-01-01') }, 'dated ahead'],
    ['an incident or a migration is open', { isQuiet: async () => false }, 'an incident or a migration is open'],
  ])('is not kept when %s, and the proof stands', async (_, rules, why) => {
    const world = await openWorld({ url: shop.url, home });
    const { backup, kept } = await prove(world, { ...room, ...rules });
    expect(kept).toContain(why);
    expect(await world.ready.list()).toEqual([]);
    expect((await world.backups.read(backup.manifest.id))?.proof?.passed).toBe(true);
    expect(await databasesOf(`${shop.name}_scratch`)).toEqual([]);
  });

  test('is not seen by another store on the cluster', async () => {
    await prove(await openWorld({ url: shop.url, home }));
    expect(await (await openWorld({ url: shop.url, home: 'ffffffff' })).ready.list()).toEqual([]);
  });
});

describe('a ready copy, claimed by an incident,', { timeout: 120_000 }, () => {
  test('is one incident’s of two that ask at once; the other is told why not', async () => {
    const world = await openWorld({ url: shop.url, home });
    await prove(world);
    const { database } = await only(world);
    const efforts = [await raised(world, newRun()), await raised(world, newRun())];
    const claims = await Promise.all(
      efforts.map((effort) => world.ready.claim(database, world.copies.scratchName(effort.tag), effort)),
    );
    expect(claims.map(({ kind }) => kind).sort()).toEqual(['claimed', 'refused']);
    expect(await world.ready.list()).toEqual([]);
    for (const claim of claims) if (claim.kind === 'claimed') await world.copies.drop(claim.copy);
  });

  test('is given to its run again, under the next fence too; not to a conductor that was fenced off', async () => {
    const world = await openWorld({ url: shop.url, home });
    const { backup } = await prove(world);
    const { database } = await only(world);
    const run = newRun();
    const first = await raised(world, run, 1);
    const name = world.copies.scratchName(first.tag);
    const claim = await world.ready.claim(database, name, first);
    const second = await raised(world, run, 2);
    expect(await world.ready.claim(database, name, second)).toEqual(claim);
    await expect(world.ready.claim(database, name, first)).rejects.toMatchObject({ code: 'fenced-off' });
    if (claim.kind === 'refused') throw new Error(claim.why);
    expect(
      (await world.copies.compare(claim.copy, backup, second)).filter(({ result }) => result === 'failed'),
    ).toEqual([]);
    await world.copies.drop(claim.copy);
  });

  test('lets nobody but our role in', async () => {
    const world = await openWorld({ url: shop.url, home });
    await prove(world);
    const effort = await raised(world, newRun());
    const claim = await world.ready.claim((await only(world)).database, world.copies.scratchName(effort.tag), effort);
    if (claim.kind === 'refused') throw new Error(claim.why);
    const [row] = await ask<{ any: boolean }>(
      shop.superuserUrl,
      `SELECT bool_or(has_database_privilege(r.oid, $1::oid, 'CONNECT')) AS any FROM pg_roles r, pg_database d
        WHERE d.oid = $1 AND r.oid <> d.datdba AND NOT r.rolsuper AND NOT pg_has_role(r.oid, d.datdba, 'USAGE')`,
      [claim.copy.oid],
    );
    expect(row?.any).toBe(false);
    await world.copies.drop(claim.copy);
  });
});

describe('a ready copy that cannot be trusted', { timeout: 120_000 }, () => {
  test('is refused where somebody opened it, and found to differ where somebody altered it', async () => {
    const world = await openWorld({ url: shop.url, home });
    const { backup } = await prove(world);
    const { database } = await only(world);
    const effort = await raised(world, newRun());
    const name = world.copies.scratchName(effort.tag);
    const open = (allowed: boolean) =>
      onServer((client) => client.query(`ALTER DATABASE ${database.name} ALLOW_CONNECTIONS ${allowed}`));
    await open(true);
    await onServer((client) => client.query("UPDATE users SET name = 'x' WHERE id = 7"), database.name);
    expect(await world.ready.claim(database, name, effort)).toMatchObject({
      kind: 'refused',
      why: expect.stringContaining('opened'),
    });
    await open(false);
    const claim = await world.ready.claim(database, name, effort);
    if (claim.kind === 'refused') throw new Error(claim.why);
    const wrong = (await world.copies.compare(claim.copy, backup, effort)).filter(({ result }) => result === 'failed');
    expect(wrong.map(({ say }) => say).join()).toContain('their content differs');
    await world.copies.drop(claim.copy);
  });

  test('is not kept by a proof that a newer one has fenced off', async () => {
    const world = await openWorld({ url: shop.url, home });
    const backup = await take(world.backups);
    const old = proof();
    await world.fencing.raise(old.tag);
    const copy = await world.copies.restore(backup, world.copies.scratchName(old.tag), old);
    await world.fencing.raise({ ...old.tag, fence: Fence.parse(fence + 1) });
    fence += 1;
    await expect(world.ready.keep(ValidatedCopy.parse(copy), backup, old)).rejects.toMatchObject({
      code: 'fenced-off',
    });
    expect(await world.ready.list()).toEqual([]);
    await world.copies.drop(copy);
  });
});
