import { afterEach, describe, expect, test } from 'vitest';
import { type CopyScene, rowsOf, stageCopy } from '../../support/copy-scene.ts';
import { ask } from '../../support/target.ts';

const sql = `CREATE TYPE mood AS ENUM ('sad', 'happy'); CREATE DOMAIN price AS numeric(8,2);
  CREATE TABLE items (id int PRIMARY KEY, mood mood, price price, name varchar(20), at timestamp, gone text, n int);
  INSERT INTO items SELECT n, CASE WHEN n % 2 = 0 THEN 'sad' ELSE 'happy' END::mood, n / 4.0, 'item ' || n, '2026-01-01'::timestamp + n * interval '1 h', CASE WHEN n > 10 THEN 'g' END, n
    FROM generate_series(1, 100) n`;

let scene: CopyScene;
afterEach(() => scene.remove());

/** Empties production's table and alters it, as a migration would. */
async function stage(migration: string): Promise<void> {
  scene = await stageCopy(sql);
  await ask(scene.url, 'DELETE FROM items');
  await ask(scene.url, migration);
}

const narrower = [
  {
    what: 'an enum value that is gone',
    migration: `ALTER TYPE mood RENAME TO old; CREATE TYPE mood AS ENUM ('happy'); ALTER TABLE items ALTER mood TYPE mood USING mood::text::mood`,
    conflict: { kind: 'does-not-fit', what: 'invalid input value for enum public.mood: "sad"', rows: 50 },
  },
  {
    what: 'a column that is too narrow now',
    migration: 'ALTER TABLE items ALTER name TYPE varchar(6)',
    conflict: { kind: 'does-not-fit', what: 'name is narrower here', rows: 91 },
  },
  {
    what: 'a number that would be rounded',
    migration: 'ALTER TABLE items ALTER price TYPE numeric(8,1)',
    conflict: { kind: 'does-not-fit', what: 'price is narrower here', rows: 50 },
  },
  {
    what: 'a new check',
    migration: 'ALTER TABLE items ADD CHECK (n > 30)',
    conflict: { kind: 'rule', what: 'items_n_check', rows: 30 },
  },
  {
    what: 'a column that must have a value',
    migration: 'ALTER TABLE items ALTER gone SET NOT NULL',
    conflict: { kind: 'rule', what: 'gone must have a value', rows: 10 },
  },
  {
    what: 'a stricter domain',
    migration: 'ALTER DOMAIN price ADD CHECK (VALUE >= 5)',
    conflict: {
      kind: 'does-not-fit',
      what: 'value for domain public.price violates check constraint "price_check"',
      rows: 19,
    },
  },
  {
    what: 'a new unique index over an expression',
    migration: `CREATE UNIQUE INDEX only_once ON items ((n % 2), lower(name)) WHERE n < 3; INSERT INTO items (id, n, name) VALUES (-1, 1, 'ITEM 1'), (-2, 2, 'Item 2')`,
    conflict: { kind: 'taken', what: 'only_once', rows: 2 },
  },
  {
    what: 'partitions that end earlier',
    migration: `ALTER TABLE items RENAME TO whole; CREATE TABLE items (LIKE whole INCLUDING ALL) PARTITION BY RANGE (id); CREATE TABLE items_low PARTITION OF items FOR VALUES FROM (1) TO (81)`,
    conflict: { kind: 'rule', what: 'its partitions', rows: 20 },
  },
];

describe('a database that was migrated since', () => {
  test('takes rows back by the columns that both have: dropped ones are named, new ones get their default', async () => {
    await stage('ALTER TABLE items DROP COLUMN gone, ALTER n TYPE bigint, ALTER name TYPE text');
    await ask(
      scene.url,
      `ALTER TABLE items ADD extra text NOT NULL DEFAULT 'new', ADD double bigint GENERATED ALWAYS AS (n * 2) STORED`,
    );
    const report = await scene.plan(['items']);
    expect(report.tables[0]).toMatchObject({ missing: 100, conflicts: [], columnsLeft: ['gone'] });
    await scene.apply(report);
    const [row] = await ask(scene.url, 'SELECT * FROM items WHERE id = 8');
    expect(row).toMatchObject({ name: 'item 8', price: '2.00', n: '8', extra: 'new', double: '16' });
  });

  test('takes times that had no zone as UTC, and text for anything', async () => {
    await stage('ALTER TABLE items ALTER at TYPE timestamptz, ALTER n TYPE text');
    const report = await scene.plan(['items']);
    await scene.apply(report);
    expect(await ask(scene.url, 'SELECT extract(epoch FROM at)::int AS at, n FROM items WHERE id = 2')).toEqual([
      { at: Date.UTC(2026, 0, 1, 2) / 1000, n: '2' },
    ]);
  });

  test.each(narrower)('refuses single rows for $what, and says which', async ({ migration, conflict }) => {
    await stage(migration);
    const report = await scene.plan(['items']);
    expect(report.tables[0]?.conflicts).toEqual([expect.objectContaining(conflict)]);
    await expect(scene.apply(report)).resolves.toMatchObject({ rows: 100 - conflict.rows });
  });
});

describe('a table that is another one now', () => {
  test.each([
    ['ALTER TABLE items DROP CONSTRAINT items_pkey', 'it has no primary key, so its rows cannot be told apart'],
    [
      'ALTER TABLE items DROP CONSTRAINT items_pkey, ADD PRIMARY KEY (name)',
      'its primary key is another one in the source',
    ],
    [
      'DELETE FROM items; ALTER TABLE items ADD owner int NOT NULL',
      'its column owner must have a value, and the source has none',
    ],
    ['ALTER TABLE items RENAME TO things', 'it is not there in the database that rows would come back to'],
  ])('refuses the whole table after %s', async (migration, why) => {
    scene = await stageCopy(sql);
    await ask(scene.url, migration);
    expect(await scene.plan(['items'])).toMatchObject({ tables: [], refused: [{ table: 'public.items', why }] });
  });

  test('is not written to when it was migrated between dry run and vote', async () => {
    await stage('SELECT 1');
    const report = await scene.plan(['items']);
    await ask(scene.url, 'ALTER TABLE items DROP COLUMN gone');
    await expect(scene.apply(report)).rejects.toMatchObject({ code: 'check-failed' });
    expect(await rowsOf(scene.url, 'items')).toEqual([]);
  });
});
