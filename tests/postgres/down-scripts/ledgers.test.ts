import { createHash } from 'node:crypto';
import { beforeEach, describe, expect, test } from 'vitest';
import type { DatabaseIdentity } from '../../../src/domain/database.ts';
import { freshDatabase } from '../../support/cluster.ts';
import { raiseFence } from '../../support/swap-scene.ts';
import { approve, ask, asValidatedCopy, effortOf, newRun } from '../../support/target.ts';
import { openScene, type SceneWishes } from './scene.ts';

const shop = freshDatabase();
const up = 'CREATE TABLE orders (id int PRIMARY KEY, note text);';
const down = 'DROP TABLE orders;';
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

interface Row {
  readonly tool: string;
  readonly wishes: Omit<SceneWishes, 'url'>;
  readonly migration: string;
  /** Makes the ledger with the row of this migration and one of an earlier. */
  readonly ledger: string;
  readonly count: string;
}

const dbmateFile = `-- migrate:up\n${up}\n\n-- migrate:down\n${down}\n`;
const journal = { entries: [{ idx: 0, when: 1_700_000_000_000, tag: '0001_orders' }] };

const tools: readonly Row[] = [
  {
    tool: 'prisma',
    migration: '20260601_orders',
    wishes: {
      tool: 'prisma',
      pattern: '{migration}/down.sql',
      files: { '20260601_orders/migration.sql': up, '20260601_orders/down.sql': down },
    },
    ledger: `CREATE TABLE _prisma_migrations (id text PRIMARY KEY, checksum text, finished_at timestamptz, migration_name text,
        logs text, rolled_back_at timestamptz, started_at timestamptz DEFAULT now(), applied_steps_count int);
      INSERT INTO _prisma_migrations (id, migration_name, checksum, finished_at, rolled_back_at) VALUES
        ('a', '20260501_first', 'x', now(), NULL), ('b', '20260601_orders', 'y', NULL, now()), ('c', '20260601_orders', 'y', now(), NULL)`,
    count: `SELECT string_agg(id, ',' ORDER BY id) AS left FROM _prisma_migrations`,
  },
  {
    tool: 'drizzle',
    migration: '0001_orders',
    wishes: {
      tool: 'drizzle',
      pattern: 'down/{migration}.sql',
      files: { 'meta/_journal.json': JSON.stringify(journal), '0001_orders.sql': up, 'down/0001_orders.sql': down },
    },
    ledger: `CREATE SCHEMA drizzle; CREATE TABLE drizzle.__drizzle_migrations (id serial PRIMARY KEY, hash text, created_at bigint);
      INSERT INTO drizzle.__drizzle_migrations (hash, created_at) VALUES ('other', 1600000000000), ('${sha256(up)}', 1700000000000)`,
    count: `SELECT string_agg(hash, ',') AS left FROM drizzle.__drizzle_migrations`,
  },
  {
    tool: 'dbmate',
    migration: '20260601120000_orders.sql',
    wishes: { tool: 'dbmate', files: { '20260601120000_orders.sql': dbmateFile } },
    ledger: `CREATE TABLE schema_migrations (version text PRIMARY KEY);
      INSERT INTO schema_migrations VALUES ('20260501120000'), ('20260601120000')`,
    count: `SELECT string_agg(version, ',') AS left FROM schema_migrations`,
  },
  {
    tool: 'a ledger of the team’s own',
    migration: '002_orders.sql',
    wishes: {
      tool: 'sql',
      own: { table: 'public.history', column: 'file' },
      pattern: 'rollback/{number}_*.sql',
      files: { '002_orders.sql': up, 'rollback/002_undo_orders.sql': down },
    },
    ledger: `CREATE TABLE history (file text); INSERT INTO history VALUES ('001_first.sql'), ('002_orders.sql')`,
    count: `SELECT string_agg(file, ',') AS left FROM history`,
  },
];

const left: Readonly<Record<string, string>> = {
  prisma: 'a,b',
  drizzle: 'other',
  dbmate: '20260501120000',
  'a ledger of the team’s own': '001_first.sql',
};

let run = '';
let into: DatabaseIdentity;
beforeEach(async () => {
  run = newRun();
  into = await asValidatedCopy(shop.name);
  await raiseFence(shop.url, run, 1);
  await ask(shop.url, `DROP SCHEMA IF EXISTS drizzle CASCADE; DROP SCHEMA public CASCADE; CREATE SCHEMA public; ${up}`);
});
const tables = async () =>
  (await ask<{ there: boolean }>(shop.url, `SELECT to_regclass('public.orders') IS NOT NULL AS there`))[0]?.there;

describe.each(tools)('with $tool', ({ tool, wishes, migration, ledger, count }) => {
  test('a script goes with its ledger row and no other, in one transaction (R6)', { timeout: 60_000 }, async () => {
    await ask(shop.url, ledger);
    const scene = await openScene({ url: shop.url, ...wishes });
    const given = { ...(await scene.toRun(migration)), id: `down ${migration}`, into };
    const { error } = await scene.down.run(given, approve(run), effortOf(run));
    expect(error).toBeNull();
    expect(await tables()).toBe(false);
    expect((await ask<{ left: string }>(shop.url, count))[0]?.left).toBe(left[tool]);
    expect(await scene.down.standing(given.id, effortOf(run))).toBe('applied');
    await expect(scene.down.run(given, approve(run), effortOf(run))).rejects.toThrow('not run again');
  });

  test('a script whose ledger row is not there is rolled back as a whole', { timeout: 60_000 }, async () => {
    await ask(shop.url, ledger);
    const scene = await openScene({ url: shop.url, ...wishes });
    const given = { ...(await scene.toRun(migration)), id: `down ${migration}`, into };
    await ask(shop.url, scene.ledger.removalOf(given.migration) ?? '');
    const { error } = await scene.down.run(given, approve(run), effortOf(run));
    expect(error?.say).toContain(`no single row of ${migration}`);
    expect(await tables()).toBe(true);
    expect(await scene.down.standing(given.id, effortOf(run))).toBe('not-applied');
  });
});
