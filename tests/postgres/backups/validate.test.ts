import { beforeAll, describe, expect, test } from 'vitest';
import type { Finding } from '../../../src/domain/finding.ts';
import { databaseUrl, freshDatabase, owner } from '../../support/cluster.ts';
import { ask } from '../../support/target.ts';
import { effort, openWorld, takeAndRestore } from './world.ts';

const policy = {
  required_tables: ['users', 'public.orders'],
  safe_repair_threshold: 2,
  sample_queries: [{ name: 'a user', sql: 'SELECT * FROM users;' }],
  orphan_queries: [
    { name: 'orders without user', sql: 'SELECT count(*) FROM orders WHERE user_id NOT IN (SELECT id FROM users)' },
  ],
};

/** What the copy's validation has against it after `spoil` was done to the copy. */
async function objections(url: string, spoil: string, wishes: Partial<typeof policy> = {}): Promise<Finding[]> {
  const world = await openWorld({ url, policy: { ...policy, ...wishes } });
  const { backup, copy } = await takeAndRestore(world);
  if (spoil !== '') await ask(databaseUrl(copy.name, owner()), spoil);
  const findings = await world.copies.validate(copy, backup, effort());
  return findings.filter(({ result }) => result === 'failed' || result === 'warned');
}

const schema = `CREATE TABLE users (id int PRIMARY KEY, name text);
       CREATE TABLE orders (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, user_id int);
       CREATE VIEW names AS SELECT name FROM users; CREATE INDEX by_user ON orders (user_id);
       INSERT INTO users SELECT i, 'user ' || i FROM generate_series(1, 1200) AS i;
       INSERT INTO orders (user_id) SELECT i FROM generate_series(1, 1200) AS i;
       SELECT lo_from_bytea(7, 'seven'), lo_from_bytea(8, ''), lo_from_bytea(9, decode(repeat('00ff', 1048576), 'hex'))`;

const spoils: readonly (readonly [what: string, spoil: string, says: readonly string[]])[] = [
  ['nothing', '', []],
  [
    'a missing table',
    'DROP TABLE orders',
    [
      'public.orders is missing in the copy',
      'public.orders: the table is missing; the backup has 1,200 rows in it',
      'public.orders_id_seq: the sequence is missing',
      expect.stringMatching(/^missing: columns of public\.orders, .*index public\.by_user.*table public\.orders/),
      'missing: sequence public.orders_id_seq, table public.orders',
      'orders without user: relation "orders" does not exist',
      expect.stringMatching(/^public\.orders: 0 rows in the copy, 1,200 in production/),
    ],
  ],
  [
    'a row too few',
    'DELETE FROM users WHERE id = 7; DELETE FROM orders WHERE user_id = 7',
    ['public.orders: 1,199 rows, expected 1,200 (−1)', 'public.users: 1,199 rows, expected 1,200 (−1)'],
  ],
  [
    'one changed row',
    "UPDATE users SET name = 'User 8' WHERE id = 8",
    [
      expect.stringMatching(
        /^public\.users: 1,200 rows as expected, but their content differs \(-?\d+, expected -?\d+\)$/,
      ),
    ],
  ],
  [
    'a table too many',
    'CREATE TABLE more AS SELECT 1 AS one',
    [
      'public.more: 1 rows in a table that the backup does not have',
      'not in the backup: columns of public.more, table public.more',
      'not in the backup: table public.more',
    ],
  ],
  [
    'a changed column',
    'ALTER TABLE orders ALTER user_id TYPE bigint',
    ['public.orders: its columns differ in name, type or order', 'different: columns of public.orders'],
  ],
  [
    'a sequence set back',
    "SELECT setval('orders_id_seq', 3)",
    ['public.orders_id_seq: stands at 3, expected 1200 or later: ids that were given out would be given again'],
  ],
  [
    'a changed view',
    'CREATE OR REPLACE VIEW names AS SELECT lower(name) AS name FROM users',
    ['different: view public.names'],
  ],
  ['a lost index', 'DROP INDEX by_user', ['missing: index public.by_user']],
  ['a new grant', 'GRANT DELETE ON users TO public', ['different: table public.users']],
  ['a lost large object', 'SELECT lo_unlink(7)', ['2 large objects, expected 3', 'different: large objects']],
  [
    'one byte of a large object',
    "SELECT lo_put(9, 2097151, 'x')",
    ['3 large objects as expected, but their content differs'],
  ],
  [
    'a large object that grew by nothing but zeros',
    "SELECT lo_put(8, 1048575, '\\x00')",
    ['3 large objects as expected, but their content differs'],
  ],
  [
    'large objects that changed places',
    "SELECT lo_unlink(7), lo_unlink(8), lo_from_bytea(8, 'seven'), lo_from_bytea(7, '')",
    ['3 large objects as expected, but their content differs'],
  ],
  [
    'few orphans',
    'DELETE FROM users WHERE id > 1198',
    [
      'public.users: 1,198 rows, expected 1,200 (−2)',
      'orders without user: 2, 0 were expected; up to 2 can be repaired',
    ],
  ],
];

describe('validation', () => {
  const database = freshDatabase();
  beforeAll(() => ask(database.url, schema));

  test.each(spoils)('finds %s', async (_, spoil, says) => {
    expect((await objections(database.url, spoil)).map(({ say }) => say)).toEqual(says);
  });

  test('warns of few orphans and fails on many', async () => {
    const judged = async (keep: number) =>
      (await objections(database.url, `DELETE FROM users WHERE id > ${keep}`)).find(({ check }) =>
        check.startsWith('orphans'),
      );
    expect((await judged(1198))?.result).toBe('warned');
    expect((await judged(1190))?.result).toBe('failed');
  });
});

describe('validation by queries', () => {
  const database = freshDatabase();
  beforeAll(() => ask(database.url, schema));

  test.each<[what: string, query: string, says: string | RegExp]>([
    ['returns nothing', 'SELECT * FROM users WHERE false', 'a user: no row, at least one was expected'],
    ['does not parse', 'SELECT nonsense', /column "nonsense" does not exist/],
    [
      'is two statements',
      'SELECT 1) AS q; DROP TABLE users; SELECT (1',
      /cannot insert multiple commands|syntax error/,
    ],
    ['writes', 'WITH gone AS (DELETE FROM users RETURNING 1) SELECT * FROM gone', /top level|read-only/],
  ])('fails a sample query that %s', async (_, sql, says) => {
    const found = await objections(database.url, '', { sample_queries: [{ name: 'a user', sql }] });
    expect(found.map(({ result }) => result)).toEqual(['failed']);
    expect(found[0]?.say).toMatch(says);
  });

  test('fails an orphan query that writes or returns no number', async () => {
    const queries = [
      { name: 'writing', sql: 'DELETE FROM users RETURNING 1' },
      { name: 'word', sql: "SELECT 'none'" },
    ];
    const says = (await objections(database.url, '', { orphan_queries: queries })).map(({ say }) => say);
    expect(says).toEqual([
      'writing: cannot execute DELETE in a read-only transaction',
      'word: one number was expected; it returned 1 rows, first "none"',
    ]);
  });

  test('warns where production has moved far away, and still passes the copy (G6, B7)', async () => {
    const world = await openWorld({ url: database.url, policy });
    const { backup, copy } = await takeAndRestore(world);
    await ask(database.url, 'INSERT INTO users SELECT i FROM generate_series(2000, 3999) AS i');
    const findings = await world.copies.validate(copy, backup, effort());
    await ask(database.url, 'DELETE FROM users WHERE id >= 2000');
    expect(findings.filter(({ result }) => result !== 'passed').map(({ say }) => say)).toEqual([
      'public.users: 1,200 rows in the copy, 3,200 in production (62.5 % apart, 10 % are expected)',
      expect.stringContaining('pg_amcheck needs a superuser'),
    ]);
  });
});
