import { expect, test } from 'vitest';
import { lossesOf } from './read.ts';

test.each<[what: string, sql: string, says: readonly string[]]>([
  ['nothing of a temporary table', 'CREATE TEMP TABLE tmp AS SELECT 1 AS a; DELETE FROM tmp; DROP TABLE tmp', []],
  [
    'what a temporary table only hides',
    'CREATE TEMP TABLE users (id int); DELETE FROM public.users',
    ['deletes all rows of public.users'],
  ],
  [
    'nothing with a new table that was renamed',
    'CREATE TABLE a.x (i int); ALTER TABLE a.x RENAME TO y; DROP TABLE a.y',
    [],
  ],
  [
    'an old table under a name that was new',
    'CREATE TABLE a.x (i int); ALTER TABLE a.x RENAME TO y; ALTER TABLE a.users RENAME TO x; DROP TABLE a.x',
    ['drops table a.x'],
  ],
  [
    'an old table that took a new one’s place from another schema',
    'CREATE TABLE b.t (i int); DROP TABLE b.t; ALTER TABLE a.t SET SCHEMA b; DROP TABLE b.t',
    ['drops table b.t'],
  ],
  [
    'an old column under a name that was new',
    'ALTER TABLE t ADD COLUMN a int; ALTER TABLE t RENAME a TO b; ALTER TABLE t RENAME c TO a; ALTER TABLE t DROP COLUMN a',
    ['drops column t.a'],
  ],
  [
    'old rows that were attached to a new table',
    'CREATE TABLE ev (i int) PARTITION BY RANGE (i); ALTER TABLE ev ATTACH PARTITION ev_old FOR VALUES FROM (0) TO (9); DELETE FROM ev',
    ['deletes all rows of ev'],
  ],
  [
    'old rows that a new parent inherits',
    'CREATE TABLE p (i int); ALTER TABLE users INHERIT p; DELETE FROM p',
    ['deletes all rows of p'],
  ],
  [
    'nothing with a new partition of a new table',
    'CREATE TABLE ev (i int) PARTITION BY RANGE (i); CREATE TABLE e1 (i int); ALTER TABLE ev ATTACH PARTITION e1 DEFAULT; DELETE FROM ev',
    [],
  ],
  [
    'an old table whose namesake was rolled back',
    'BEGIN; CREATE TABLE users (i int); ROLLBACK; DROP TABLE users',
    ['drops table users'],
  ],
  [
    'a table that was perhaps made',
    "DO $$ BEGIN IF to_regclass('users') IS NULL THEN CREATE TABLE users (i int); END IF; END $$; DELETE FROM users",
    ['deletes all rows of users'],
  ],
  [
    'a column that was perhaps there',
    'DO $$ BEGIN ALTER TABLE users ADD COLUMN email text; EXCEPTION WHEN duplicate_column THEN NULL; END $$; UPDATE users SET email = NULL',
    ['overwrites users.email'],
  ],
])('what a migration makes itself is told from what was there: names %s (G1)', async (_, sql, says) => {
  expect(await lossesOf(sql)).toEqual(says);
});

test.each<[what: string, sql: string, name: string]>([
  ['an assignment', 'DO $$ DECLARE n int; BEGIN n := purge_users(); END $$', 'purge_users'],
  ['a condition', 'DO $$ BEGIN IF date_cleanup() > 1 THEN NULL; END IF; END $$', 'date_cleanup'],
  ['a SELECT, though its name sounds like PostgreSQL’s', 'SELECT to_archive(id) FROM users', 'to_archive'],
  ['a SELECT that takes large objects away', 'SELECT pg_catalog.lo_unlink(1)', 'pg_catalog.lo_unlink'],
])('a function that nobody can read counts as destructive in %s', async (_, sql, name) => {
  expect(await lossesOf(sql)).toEqual([
    `calls ${name}(), whose body is not in these migrations; it counts as destructive`,
  ]);
});

test('of two functions of one name, each may be the one that is called', async () => {
  const sql = `CREATE FUNCTION tidy(a int) RETURNS void LANGUAGE sql AS 'DELETE FROM users';
    CREATE FUNCTION tidy(a text) RETURNS void LANGUAGE sql AS 'SELECT 1'; SELECT tidy(1)`;
  expect(await lossesOf(sql)).toEqual(['deletes all rows of users (through tidy())']);
});

test('PostgreSQL’s own functions in a block count as nothing', async () => {
  const sql = `DO $$ DECLARE n int := coalesce(array_length(ARRAY[1], 1), 0); BEGIN
    IF EXISTS (SELECT FROM pg_class WHERE relname = lower('A')) AND jsonb_array_length('[]') = 0 THEN
      n := greatest(n, extract(year FROM now())::int); RAISE NOTICE '%', to_char(now(), 'YYYY'); END IF; END $$`;
  expect(await lossesOf(sql)).toEqual([]);
});
