import { mkdtempSync, readFileSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterEach, describe, expect, test } from 'vitest';
import type { LossReport } from '../../src/domain/loss.ts';
import { keepBusy } from '../support/keep-busy.ts';
import { bruteForce, type LossScene, stageLoss } from '../support/loss-scene.ts';
import { randomFrom } from '../support/random-from.ts';
import { ask } from '../support/target.ts';

const items = `CREATE TABLE items (id int PRIMARY KEY, name text, price numeric(8,2), created_at timestamptz DEFAULT '2026-01-01Z');
  INSERT INTO items SELECT n, 'item ' || n, n FROM generate_series(1, 1000) n`;

let scene: LossScene;
afterEach(() => scene.remove());

const of = (report: LossReport, table = 'public.items') => {
  const found = report.tables.find((each) => each.table === table);
  return found === undefined ? null : { inserted: found.inserted, updated: found.updated, deleted: found.deleted };
};

/** Both ways of counting must agree on the rows, whichever was chosen. */
async function countBothWays(): Promise<LossReport> {
  const [quick, slow] = [await scene.count(), await scene.countByHash()];
  expect(slow.method).toBe('row-hash');
  for (const table of new Set([...quick.tables, ...slow.tables].map((each) => each.table))) {
    if (table === 'public.noise') continue; // it grows between the two counts
    expect([table, of(slow, table)]).toEqual([table, of(quick, table)]);
  }
  return quick;
}

describe('the loss', () => {
  test('is nothing, by xmin, where nothing happened', async () => {
    scene = await stageLoss(items);
    const report = await countBothWays();
    expect(report).toMatchObject({ method: 'xmin', tables: [], unmeasured: [], compared: 1, slower: [] });
  });

  test('counts what differs in the end, not what was done: updates of nothing, and keys that came back', async () => {
    scene = await stageLoss(items);
    await ask(
      scene.url,
      `UPDATE items SET name = name WHERE id <= 10;
       DELETE FROM items WHERE id BETWEEN 11 AND 20; INSERT INTO items SELECT n, 'item ' || n, n FROM generate_series(11, 15) n;
       INSERT INTO items VALUES (16, 'another', 1, '2026-02-03T04:05:06.789Z');
       UPDATE items SET price = 0 WHERE id = 30; DELETE FROM items WHERE id = 40;
       INSERT INTO items SELECT n, 'new', 0 FROM generate_series(2001, 2007) n; DELETE FROM items WHERE id = 2007`,
    );
    await ask(scene.url, 'BEGIN; UPDATE items SET price = 9; ROLLBACK');
    const report = await countBothWays();
    expect(report.method).toBe('xmin');
    expect(report.tables).toMatchObject([
      { inserted: 6, updated: 2, deleted: 5, newest: '2026-02-03T04:05:06.789Z', examples: { length: 5 } },
    ]);
    expect(report.tables[0]?.examples).toContain('30');
  });

  test('of rows whose key is an array, or holds one, is counted like any other', async () => {
    scene = await stageLoss(`CREATE TABLE paths (path int[], lang text, note text, PRIMARY KEY (path, lang));
      INSERT INTO paths SELECT ARRAY[n, n + 1], 'en', 'n' FROM generate_series(1, 20) n; INSERT INTO paths VALUES ('{}', 'de', 'x')`);
    await ask(
      scene.url,
      `UPDATE paths SET note = 'm' WHERE path = '{2,3}' OR path = '{}'; DELETE FROM paths WHERE path = '{5,6}';
       INSERT INTO paths VALUES ('{{1,2},{3,4}}', 'en', 'new')`,
    );
    const report = await countBothWays();
    expect(report).toMatchObject({ method: 'xmin', unmeasured: [] });
    expect(of(report, 'public.paths')).toEqual({ inserted: 1, updated: 2, deleted: 1 });
  });

  test('of a truncated table is nothing and its rows come back; of a dropped and a new one too', async () => {
    scene = await stageLoss(`${items}; CREATE TABLE gone AS SELECT n FROM generate_series(1, 7) n;
      CREATE TABLE moved (id int PRIMARY KEY); INSERT INTO moved SELECT generate_series(1, 3)`);
    await ask(
      scene.url,
      `TRUNCATE items; DROP TABLE gone; CREATE TABLE fresh AS SELECT n FROM generate_series(1, 4) n`,
    );
    await ask(scene.url, `ALTER TABLE moved RENAME TO moved_away`);
    const report = await countBothWays();
    expect(of(report)).toEqual({ inserted: 0, updated: 0, deleted: 1000 });
    expect(of(report, 'public.gone')).toEqual({ inserted: 0, updated: 0, deleted: 7 });
    expect(of(report, 'public.fresh')).toEqual({ inserted: 4, updated: 0, deleted: 0 });
    expect(of(report, 'public.moved')).toEqual({ inserted: 0, updated: 0, deleted: 3 });
    expect(of(report, 'public.moved_away')).toEqual({ inserted: 3, updated: 0, deleted: 0 });
  });

  test('without a primary key counts equal rows as often as they stand there', async () => {
    scene = await stageLoss(
      'CREATE TABLE log (line text); INSERT INTO log SELECT n % 10 FROM generate_series(1, 100) n',
    );
    await ask(
      scene.url,
      `DELETE FROM log WHERE ctid IN (SELECT ctid FROM log WHERE line = '3' LIMIT 4);
       INSERT INTO log VALUES ('5'), ('5'), (NULL); UPDATE log SET line = 'x' WHERE ctid = (SELECT min(ctid) FROM log WHERE line = '7')`,
    );
    const report = await scene.count();
    expect(of(report, 'public.log')).toEqual({ inserted: 4, updated: 0, deleted: 5 });
    expect(report.slower).toEqual([{ table: 'public.log', why: 'it has no primary key that the backup shares' }]);
  });
});

describe('a migration that took a column', () => {
  test('by DROP COLUMN says whose values come back, still counts the other columns by xmin, and names new columns', async () => {
    scene = await stageLoss(items);
    await ask(scene.url, 'ALTER TABLE items DROP COLUMN price');
    expect(await countBothWays()).toMatchObject({
      method: 'xmin',
      tables: [],
      columnsRegained: [{ table: 'public.items', columns: ['price'], rows: 1000 }],
      columnsLost: [],
    });
    await ask(scene.url, 'ALTER TABLE items ADD COLUMN note text; UPDATE items SET note = $$n$$ WHERE id < 4');
    const report = await countBothWays();
    expect(report.columnsLost).toEqual([{ table: 'public.items', columns: ['note'], rows: 3 }]);
    expect(of(report)).toBeNull(); // the columns that both have are as they were
  });

  test('and made it anew without writing a row is seen all the same', async () => {
    scene = await stageLoss(items);
    await ask(scene.url, 'ALTER TABLE items DROP COLUMN name; ALTER TABLE items ADD COLUMN name text');
    expect(of(await countBothWays())).toEqual({ inserted: 0, updated: 1000, deleted: 0 });
  });

  test.each([
    [
      'renames two tables into each other',
      'ALTER TABLE items RENAME TO x; ALTER TABLE other RENAME TO items; ALTER TABLE x RENAME TO other',
    ],
    ['rewrites the table with VACUUM FULL', 'VACUUM FULL items'],
    ['changes a type', 'ALTER TABLE items ALTER price TYPE numeric(9,3)'],
    ['renames an enum value', "ALTER TYPE mood RENAME VALUE 'good' TO 'great'"],
    ['moves rows by partition', 'DETACH'],
  ])('or %s: no difference is missed', async (_, sql) => {
    scene =
      await stageLoss(`${items}; CREATE TABLE other (LIKE items INCLUDING ALL); INSERT INTO other SELECT id, 'o', 1 FROM items;
      CREATE TYPE mood AS ENUM ('good', 'bad'); CREATE TABLE moods (id int PRIMARY KEY, mood mood); INSERT INTO moods VALUES (1, 'good'), (2, 'bad');
      CREATE TABLE parts (id int PRIMARY KEY) PARTITION BY RANGE (id); CREATE TABLE low PARTITION OF parts FOR VALUES FROM (0) TO (10);
      CREATE TABLE high PARTITION OF parts FOR VALUES FROM (10) TO (20); INSERT INTO parts SELECT generate_series(0, 19)`);
    const steps = sql === 'DETACH' ? ['ALTER TABLE parts DETACH PARTITION low'] : sql.split('; ');
    for (const step of steps) await ask(scene.url, step);
    const report = await countBothWays();
    for (const table of ['items', 'other', 'moods', 'parts']) {
      const { inserted, updated, deleted } = await bruteForce(scene, table, ['id']);
      const none = inserted + updated + deleted === 0;
      expect([table, of(report, `public.${table}`)]).toEqual([table, none ? null : { inserted, updated, deleted }]);
    }
  });
});

describe('a table that we may not read whole', () => {
  test('is named with the reason, and the others are counted', async () => {
    scene = await stageLoss(`${items}; CREATE TABLE hidden (id int PRIMARY KEY); INSERT INTO hidden VALUES (1)`);
    await ask(
      scene.url,
      'ALTER TABLE hidden ENABLE ROW LEVEL SECURITY; ALTER TABLE hidden FORCE ROW LEVEL SECURITY; DELETE FROM items WHERE id = 1',
    );
    const report = await scene.count();
    expect(report.unmeasured).toEqual([{ table: 'public.hidden', why: expect.stringContaining('row-level security') }]);
    expect(of(report)).toEqual({ inserted: 0, updated: 0, deleted: 1 });
  });
});

describe('lost rows', () => {
  test('are exported as CSV that PostgreSQL reads back, for the bot’s user only', async () => {
    scene = await stageLoss(
      `${items}; CREATE TABLE "Ödd ""name" (line text, n int GENERATED ALWAYS AS (1) STORED); INSERT INTO "Ödd ""name" VALUES ('a'), ('a')`,
    );
    await ask(
      scene.url,
      `INSERT INTO items VALUES (5000, E'quo"te, comma\\nline', NULL), (5001, '', 1), (5002, '\\.', 1); UPDATE items SET name = 'changed' WHERE id = 1;
       DELETE FROM items WHERE id = 2; INSERT INTO "Ödd ""name" VALUES ('a'), ('b')`,
    );
    const folder = mkdtempSync(join(tmpdir(), 'lost-rows-'));
    const { where, rows } = await scene.exportRows(folder);
    expect(rows).toBe(6);
    const file = join(where, 'public.items.csv.gz');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const [header, ...lines] = gunzipSync(readFileSync(file)).toString().split('\n');
    expect(header).toBe('id,name,price,created_at');
    expect(lines.toSorted().join('\n')).toContain('1,changed,1.00,');
    expect(lines.join('\n')).toContain('5000,"quo""te, comma\nline",,');
    expect(lines.join('\n')).toContain('5001,"",1.00,');
    const odd = gunzipSync(readFileSync(join(where, `${encodeURIComponent('public."Ödd ""name"')}.csv.gz`))).toString();
    expect(odd.split('\n').toSorted()).toEqual(['', 'a', 'b', 'line']);
  });
});

const refusedKey = (error: { code?: string }) => expect(error.code).toBe('23505');

describe('random histories', () => {
  const seed = Number(process.hrtime.bigint() % 1_000_000n);
  test(`are counted exactly, while others write (seed ${seed})`, { timeout: 120_000 }, async () => {
    const random = randomFrom(seed);
    scene = await stageLoss(`CREATE TABLE pairs (a int, b text, v text, PRIMARY KEY (b, a));
      INSERT INTO pairs SELECT n, 'k' || n % 7, md5(n::text) FROM generate_series(1, 500) n;
      CREATE TABLE bag (v text); INSERT INTO bag SELECT (n % 40)::text FROM generate_series(1, 300) n; CREATE TABLE noise (id serial PRIMARY KEY)`);
    for (let round = 0; round < 12; round += 1) {
      for (let step = 0; step < 6; step += 1) await ask(scene.url, randomStep(random)).catch(refusedKey); // is a part of life, too
      const busy = keepBusy(scene.url);
      const report = await countBothWays().finally(busy.stop);
      for (const [table, key] of [
        ['pairs', ['a', 'b']],
        ['bag', []],
      ] as const) {
        const expected = await bruteForce(scene, table, key);
        const none = expected.inserted + expected.updated + expected.deleted === 0;
        expect({ seed, round, table, ...of(report, `public.${table}`) }).toEqual({
          seed,
          round,
          table,
          ...(none ? {} : expected),
        });
      }
      expect(report.slower?.map((each) => each.table)).toEqual(['public.bag']); // pairs was counted by xmin
    }
  });
});

function randomStep(random: (below: number) => number): string {
  const [low, span] = [random(600), random(60)];
  const within = `a BETWEEN ${low} AND ${low + span}`;
  const steps = [
    `UPDATE pairs SET v = v WHERE ${within}`,
    `UPDATE pairs SET v = md5(v) WHERE ${within}`,
    `DELETE FROM pairs WHERE ${within}`,
    `INSERT INTO pairs SELECT n, 'k' || n % 7, md5(n::text) FROM generate_series(${low}, ${low + span}) n ON CONFLICT DO NOTHING`,
    `UPDATE pairs SET b = 'k' || (a + ${span}) % 9 WHERE ${within} AND NOT EXISTS (SELECT FROM pairs p WHERE p.a = pairs.a AND p.b = 'k' || (pairs.a + ${span}) % 9)`,
    `BEGIN; DELETE FROM pairs; ROLLBACK`,
    `BEGIN; SAVEPOINT s; UPDATE pairs SET v = 'x' WHERE ${within}; ROLLBACK TO s; UPDATE pairs SET v = 'y' WHERE a = ${low}; COMMIT`,
    `DELETE FROM bag WHERE ctid IN (SELECT ctid FROM bag ORDER BY ctid LIMIT ${span})`,
    `INSERT INTO bag SELECT (n % 50)::text FROM generate_series(1, ${span}) n`,
    `VACUUM FREEZE pairs`,
  ];
  return steps[random(steps.length)] ?? 'SELECT 1';
}
