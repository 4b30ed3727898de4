import { describe, expect, test } from 'vitest';
import { lossesOf, read } from './read.ts';

const unread = 'calls purge(), whose body is not in these migrations; it counts as destructive';

test.each<[where: string, sql: string]>([
  ['INSERT … SELECT', 'INSERT INTO log SELECT purge(id) FROM users'],
  ['INSERT … VALUES', 'INSERT INTO log VALUES (purge(1))'],
  ['a CTE before an INSERT', 'WITH x AS (SELECT purge(1)) INSERT INTO log SELECT * FROM x'],
  ['the update of a column that it made itself', 'ALTER TABLE t ADD COLUMN v int; UPDATE t SET v = purge(1)'],
  ['a delete from a table that it made itself', 'CREATE TABLE t (i int); DELETE FROM t WHERE purge(i)'],
  ['CREATE TABLE AS', 'CREATE TABLE a AS SELECT purge(1)'],
  ['CREATE MATERIALIZED VIEW', 'CREATE MATERIALIZED VIEW a AS SELECT purge(1)'],
  ['EXPLAIN ANALYZE', 'EXPLAIN ANALYZE SELECT purge(1)'],
  ['COPY of a query', 'COPY (SELECT purge(1)) TO STDOUT'],
  ['an INSERT inside DO', 'DO $$ BEGIN INSERT INTO log SELECT purge(1); END $$'],
])('a function that nobody has read cannot be told about in %s (G1)', async (_, sql) => {
  expect(await lossesOf(sql)).toEqual([unread]);
});

test.each<[what: string, sql: string]>([
  [
    'computed by PostgreSQL’s own',
    "INSERT INTO t SELECT lower(a), lpad(b, 3), timezone('UTC', now()), make_date(1, 2, 3) FROM u",
  ],
  [
    'computed by well-known extensions',
    "INSERT INTO t VALUES (crypt('x', gen_salt('bf')), uuid_generate_v4(), unaccent('é'))",
  ],
  [
    'only written down',
    'CREATE TABLE t (i int DEFAULT purge(1)); CREATE VIEW v AS SELECT purge(1); PREPARE p AS SELECT purge(1)',
  ],
])('nothing is said of values that are %s', async (_, sql) => {
  expect(await lossesOf(sql)).toEqual([]);
});

describe('a rule changes what later writes do', () => {
  test.each<[what: string, sql: string, says: readonly string[]]>([
    [
      'deletes rows',
      'CREATE RULE r AS ON INSERT TO t DO INSTEAD DELETE FROM users',
      ['from then on every INSERT into t deletes all rows of users (rule r on t)'],
    ],
    [
      'overwrites values beside the write',
      'CREATE RULE "R" AS ON DELETE TO t WHERE OLD.x DO ALSO (INSERT INTO log VALUES (1); UPDATE users SET email = NULL)',
      ['from then on every DELETE from t overwrites users.email (rule "R" on t)'],
    ],
    [
      'calls what nobody has read',
      'CREATE RULE r AS ON UPDATE TO t DO ALSO SELECT purge(1)',
      [`from then on every UPDATE of t ${unread} (rule r on t)`],
    ],
    ['only writes down more', 'CREATE RULE r AS ON INSERT TO t DO ALSO INSERT INTO log VALUES (1)', []],
    ['is a view', 'CREATE RULE "_RETURN" AS ON SELECT TO t DO INSTEAD SELECT 1', []],
  ])('that %s', async (_, sql, says) => expect(await lossesOf(sql)).toEqual(says));

  test('that does nothing instead is told to whoever runs older code', async () => {
    const [statement] = await read('CREATE RULE r AS ON DELETE TO t DO INSTEAD NOTHING');
    expect(statement?.effects).toMatchObject([
      {
        say: expect.stringContaining('instead of every DELETE from t'),
        breaks: expect.stringContaining('DELETE'),
        destroys: null,
      },
    ]);
  });
});

test.each<[what: string, sql: string, says: readonly (string | RegExp)[]]>([
  [
    'an old table whose namesake was made in another schema',
    'SET search_path = evil; CREATE TABLE users (i int); RESET search_path; DROP TABLE users',
    ['drops table users'],
  ],
  [
    'an old table that is named in full',
    'SET search_path TO evil, public; CREATE TABLE users (i int); DROP TABLE public.users',
    ['drops table public.users'],
  ],
  [
    'an old table under the name of a new one',
    "CREATE TABLE users (i int); SELECT set_config('search_path', 'shop', false); DROP TABLE users",
    ['drops table users'],
  ],
  [
    'an old table after SET SCHEMA',
    "SET SCHEMA 'shop'; CREATE TABLE a (i int); SET search_path = public; DELETE FROM a",
    ['deletes all rows of a'],
  ],
  ['an old table of another role', 'CREATE TABLE a (i int); SET ROLE app; DROP TABLE a', ['drops table a']],
  [
    'an old table after a path that is computed',
    "SELECT set_config('search_path', current_user, false); CREATE TABLE a (i int); DROP TABLE a",
    ['drops table a'],
  ],
  [
    'an old table after a path that lasts for a transaction only',
    'SET search_path = shop; BEGIN; SET LOCAL search_path = public; COMMIT; CREATE TABLE a (i int); RESET search_path; DROP TABLE a',
    ['drops table a'],
  ],
  ['a call that may be somebody else’s', "SET search_path = evil, pg_catalog; SELECT lower('x')", [/^calls lower\(\)/]],
  [
    'a call inside DO',
    "SET search_path = evil, pg_catalog; DO $$ BEGIN PERFORM lower('x'); END $$",
    [/^calls lower\(\)/],
  ],
  ['nothing that is named in full', "SET search_path = evil, pg_catalog; SELECT pg_catalog.lower('x')", []],
  [
    'nothing of a dump',
    "SELECT pg_catalog.set_config('search_path', '', false); CREATE TABLE public.a (i int); DELETE FROM public.a",
    [],
  ],
  [
    'nothing where the path leads to public',
    'SET search_path = "$user", public; CREATE TABLE a (i int); DROP TABLE a',
    [],
  ],
  ['nothing of a temporary table', 'SET search_path = shop; CREATE TEMP TABLE a (i int); DELETE FROM a', []],
])('the search path is followed: names %s', async (_, sql, says) => {
  expect(await lossesOf(sql)).toEqual(
    says.map((each) => (typeof each === 'string' ? each : expect.stringMatching(each))),
  );
});
