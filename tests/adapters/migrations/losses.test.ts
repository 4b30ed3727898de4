import { expect, test } from 'vitest';
import { lossesOf } from './read.ts';

test.each<[what: string, sql: string, says: readonly string[]]>([
  ['a table', 'DROP TABLE users', ['drops table users']],
  [
    'several tables',
    'DROP TABLE IF EXISTS "A".b, c CASCADE',
    ['drops table "A".b, and everything that depends on it', 'drops table c, and everything that depends on it'],
  ],
  ['a column', 'ALTER TABLE "Party" DROP COLUMN "type"', ['drops column "Party".type']],
  [
    'columns among other changes',
    'ALTER TABLE t ADD a int, DROP b, DROP COLUMN IF EXISTS "C" CASCADE',
    ['drops column t.b', 'drops column t."C", and everything that depends on it'],
  ],
  [
    'names beyond ASCII',
    'ALTER TABLE "Größe"."Ünï ""x""" DROP COLUMN "日本語"',
    ['drops column "Größe"."Ünï ""x"""."日本語"'],
  ],
  ['a schema', 'DROP SCHEMA legacy CASCADE', ['drops schema legacy, and everything that depends on it']],
  ['a type', 'DROP TYPE mood', ['drops type mood']],
  ['an extension', 'DROP EXTENSION hstore CASCADE', ['drops extension hstore, and everything that depends on it']],
  ['a sequence', 'DROP SEQUENCE ids', ['drops sequence ids']],
  ['what a view’s CASCADE takes', 'DROP VIEW v CASCADE', ['drops view v, and everything that depends on it']],
  ['no data with an index', 'DROP INDEX CONCURRENTLY by_user', []],
  [
    'no data with a constraint, trigger, function, view or policy',
    'ALTER TABLE t DROP CONSTRAINT c; DROP TRIGGER g ON t; DROP FUNCTION f(int); DROP VIEW v; DROP POLICY p ON t',
    [],
  ],
  ['rows', 'DELETE FROM orders WHERE paid', ['deletes rows of orders']],
  ['all rows', 'DELETE FROM orders', ['deletes all rows of orders']],
  [
    'rows in a CTE of a SELECT',
    'WITH gone AS (DELETE FROM a RETURNING *) SELECT * FROM gone',
    ['deletes rows of a'].map((say) => say.replace('rows', 'all rows')),
  ],
  [
    'rows in a CTE of an INSERT',
    'WITH moved AS (DELETE FROM a WHERE x RETURNING *) INSERT INTO b SELECT * FROM moved',
    ['deletes rows of a'],
  ],
  [
    'rows by MERGE',
    'MERGE INTO t USING s ON t.id = s.id WHEN MATCHED AND s.gone THEN DELETE WHEN MATCHED THEN UPDATE SET v = s.v WHEN NOT MATCHED THEN INSERT VALUES (s.id)',
    ['deletes rows of t by MERGE', 'overwrites t.v by MERGE'],
  ],
  [
    'rows by TRUNCATE',
    'TRUNCATE a, b CASCADE',
    ['empties a, and every table that refers to it', 'empties b, and every table that refers to it'],
  ],
  ['values', 'UPDATE users SET email = lower(email), name = $$x;y$$', ['overwrites users.email, users.name']],
  [
    'values by upsert',
    'INSERT INTO t (id, v) VALUES (1, 2) ON CONFLICT (id) DO UPDATE SET v = excluded.v',
    ['overwrites t.v where the key exists'],
  ],
  ['nothing by adding rows', 'INSERT INTO t VALUES (1) ON CONFLICT DO NOTHING', []],
  [
    'values by a new type',
    'ALTER TABLE t ALTER COLUMN price TYPE integer USING price::int',
    ['changes the type of t.price to int4, and with it every value'],
  ],
  ['nothing by becoming text', 'ALTER TABLE t ALTER COLUMN n TYPE text', []],
  ['a partition', 'ALTER TABLE events DETACH PARTITION events_2024', ['takes partition events_2024 out of events']],
  ['all that a role owns', 'DROP OWNED BY app', ['drops everything that app owns here']],
  ['a database', 'DROP DATABASE old', ['drops database old']],
  ['nothing by backfilling its own column', 'ALTER TABLE t ADD COLUMN v int; UPDATE t SET v = 1', []],
  [
    'what a backfill overwrites beside its own column',
    'ALTER TABLE t ADD COLUMN v int; UPDATE t SET v = 1, w = 2',
    ['overwrites t.w'],
  ],
  [
    'values, where the column may have been there',
    'ALTER TABLE t ADD COLUMN IF NOT EXISTS v int; UPDATE t SET v = 1',
    ['overwrites t.v'],
  ],
  ['nothing with a table of its own', 'CREATE TABLE tmp AS SELECT 1 AS a; DELETE FROM public.tmp; DROP TABLE tmp', []],
])('names %s', async (_, sql, says) => {
  expect(await lossesOf(sql)).toEqual(says);
});

test.each<[what: string, sql: string, says: readonly (string | RegExp)[]]>([
  ['a DELETE', 'DO $$ BEGIN IF true THEN DELETE FROM a WHERE x; END IF; END $$', ['deletes rows of a']],
  [
    'an ALTER in a loop',
    'DO $x$ DECLARE r record; BEGIN FOR r IN SELECT 1 LOOP ALTER TABLE t DROP COLUMN c; END LOOP; END $x$ LANGUAGE plpgsql',
    ['drops column t.c'],
  ],
  [
    'a DELETE in an exception handler',
    'DO $$ BEGIN NULL; EXCEPTION WHEN others THEN TRUNCATE a; END $$',
    ['empties a'],
  ],
  [
    'a DELETE in a FOR over rows it returns',
    'DO $$ DECLARE r record; BEGIN FOR r IN DELETE FROM a RETURNING * LOOP NULL; END LOOP; END $$',
    ['deletes all rows of a'],
  ],
  ['EXECUTE of text', `DO $$ BEGIN EXECUTE 'drop ' || 'table x'; END $$`, [/runs SQL that it puts together/]],
  [
    'EXECUTE in a FOR',
    `DO $$ DECLARE r record; BEGIN FOR r IN EXECUTE 'select 1' LOOP NULL; END LOOP; END $$`,
    [/runs SQL that it puts together/],
  ],
  ['another language', 'DO LANGUAGE plpython3u $$ import os $$', [/DO block in plpython3u cannot be read/]],
  ['a body that does not parse', 'DO $$ BEGIN SELEC 1; END $$', [/cannot be read/]],
])('sees %s inside DO', async (_, sql, says) => {
  const found = await lossesOf(sql);
  expect(found).toEqual(says.map((each) => (typeof each === 'string' ? each : expect.stringMatching(each))));
});

const cleanup = `CREATE FUNCTION cleanup() RETURNS void LANGUAGE plpgsql AS $f$ BEGIN DELETE FROM a WHERE old; PERFORM deeper(); END $f$;
  CREATE FUNCTION deeper() RETURNS void LANGUAGE sql AS 'DROP TABLE b; SELECT cleanup()';`;

test.each<[what: string, sql: string, before: string, says: readonly (string | RegExp)[]]>([
  ['nothing when it is only written down', cleanup, '', []],
  [
    'its body when it is selected',
    'SELECT cleanup()',
    cleanup,
    ['deletes rows of a (through cleanup())', 'drops table b (through deeper()) (through cleanup())'],
  ],
  [
    'its body when DO performs it',
    'DO $$ BEGIN PERFORM deeper(); END $$',
    cleanup,
    [/drops table b \(through deeper\(\)\)/, /deletes rows of a/],
  ],
  [
    'its body when an UPDATE uses it',
    'UPDATE t SET v = deeper()',
    cleanup,
    [/overwrites t\.v/, /drops table b/, /deletes rows of a/],
  ],
  [
    'that it is unknown',
    'SELECT archive_everything(now())',
    '',
    [/calls archive_everything\(\), whose body is not in these migrations/],
  ],
  ['that a procedure is unknown', 'CALL ops.purge(1)', '', [/calls ops\.purge\(\)/]],
  [
    'nothing of PostgreSQL’s own',
    "SELECT setval('ids', max(id)) FROM t; SELECT pg_catalog.set_config('search_path', '', false)",
    '',
    [],
  ],
])('a function: says %s', async (_, sql, before, says) => {
  const found = await lossesOf(sql, before);
  expect(found).toEqual(says.map((each) => (typeof each === 'string' ? each : expect.stringMatching(each))));
});

const roles = `CREATE TYPE "Role" AS ENUM ('USER', 'ADMIN', 'GUEST');`;
const prisma = (values: string) => `BEGIN;
CREATE TYPE "Role_new" AS ENUM (${values});
ALTER TABLE "User" ALTER COLUMN "role" TYPE "Role_new" USING ("role"::text::"Role_new");
ALTER TYPE "Role" RENAME TO "Role_old";
ALTER TYPE "Role_new" RENAME TO "Role";
DROP TYPE "Role_old";
COMMIT;`;

test('names the enum values that a type made anew leaves out', async () => {
  const found = await lossesOf(prisma("'USER', 'OWNER'"), roles);
  expect(found).toContain('takes ADMIN, GUEST out of enum "Role"');
});

test('says that no enum value is lost where all are kept', async () => {
  const found = await lossesOf(prisma("'USER', 'ADMIN', 'GUEST', 'OWNER'"), roles);
  expect(found.filter((say) => say.includes('enum'))).toEqual([]);
});

test('names all values of an enum that is dropped, added and renamed ones too', async () => {
  const before = `${roles} ALTER TYPE "Role" ADD VALUE 'BOT'; ALTER TYPE "Role" RENAME VALUE 'USER' TO 'MEMBER';`;
  expect(await lossesOf('DROP TYPE "Role"', before)).toEqual([
    'drops type "Role", with its values MEMBER, ADMIN, GUEST, BOT',
  ]);
});

test.each<[what: string, sql: string, says: RegExp]>([
  ['a psql command', '\\i cleanup.sql', /\\i is a command of psql/],
  ['a shell escape', 'SELECT 1;\n\\! rm -rf /\n', /\\! is a command of psql/],
  ['a typing error', 'ALTER TABEL users DROP COLUMN x', /syntax error at or near "TABEL"/],
  ['a variable of psql', 'DROP TABLE :name', /syntax error/],
  ['an open quote', "SELECT 'x", /unterminated/],
  ['a prepared statement', 'PREPARE p AS SELECT 1; EXECUTE p', /prepared statement/],
  ['a program', "COPY t FROM PROGRAM 'curl x'", /runs a program/],
  ['the server’s settings', 'ALTER SYSTEM SET fsync = off', /whole server/],
])('counts %s as destructive, because it cannot be read', async (_, sql, says) => {
  const found = await lossesOf(sql);
  expect(found).toHaveLength(1);
  expect(found[0]).toMatch(says);
  expect(found[0]).toMatch(/counts as destructive$/);
});

test('reads what stands around a part that cannot be read', async () => {
  const found = await lossesOf('\\set x 1\nDROP TABLE a;\nSELEC 1;\nDELETE FROM b;\n\\timing');
  expect(found).toEqual(['drops table a', expect.stringMatching(/"SELEC"/), 'deletes all rows of b']);
});
