import fc from 'fast-check';
import { expect, test } from 'vitest';
import { reachingOut } from '../../../src/domain/migration.ts';
import { locksOf, lossesOf, read } from './read.ts';

test.each<[sql: string, locks: readonly string[]]>([
  ['ALTER TABLE t DROP COLUMN a', ['t: ACCESS EXCLUSIVE']],
  ['ALTER TABLE t VALIDATE CONSTRAINT c', ['t: SHARE UPDATE EXCLUSIVE']],
  ['ALTER TABLE t VALIDATE CONSTRAINT c, DROP COLUMN a', ['t: ACCESS EXCLUSIVE']],
  ['ALTER TABLE t ADD FOREIGN KEY (a) REFERENCES u (id)', ['u: SHARE ROW EXCLUSIVE', 't: SHARE ROW EXCLUSIVE']],
  ['ALTER TABLE t DISABLE TRIGGER g', ['t: SHARE ROW EXCLUSIVE']],
  ['CREATE INDEX ON s.t (a)', ['s.t: SHARE']],
  ['CREATE INDEX CONCURRENTLY i ON t (a)', ['t: SHARE UPDATE EXCLUSIVE']],
  ['CREATE TRIGGER g AFTER INSERT ON t EXECUTE FUNCTION f()', ['t: SHARE ROW EXCLUSIVE']],
  ['DELETE FROM t', ['t: ROW EXCLUSIVE']],
  ['LOCK TABLE a, b IN SHARE MODE', ['a: SHARE', 'b: SHARE']],
  ['VACUUM FULL t', ['t: ACCESS EXCLUSIVE']],
  ['TRUNCATE t', ['t: ROW EXCLUSIVE', 't: ACCESS EXCLUSIVE']],
  ['CREATE TABLE c (p int REFERENCES parent (id))', ['parent: SHARE ROW EXCLUSIVE']],
])('%s holds %j', async (sql, locks) => {
  expect(await locksOf(sql)).toEqual(locks);
});

test.each<[sql: string, says: RegExp | null]>([
  ['ALTER TABLE t ADD COLUMN id uuid DEFAULT gen_random_uuid()', /every row of t is written anew/],
  ['ALTER TABLE t ADD COLUMN n bigserial', /every row of t is written anew/],
  ['ALTER TABLE t ADD COLUMN n int GENERATED ALWAYS AS (a + 1) STORED', /every row of t is written anew/],
  ['ALTER TABLE t ADD COLUMN n int GENERATED ALWAYS AS IDENTITY', /every row of t is written anew/],
  ['ALTER TABLE t ALTER n TYPE bigint', /changes the type of t\.n/],
  ['CLUSTER t USING i', /every row is written anew/],
  ['ALTER TABLE t ADD COLUMN at timestamptz NOT NULL DEFAULT now()', null],
  ["ALTER TABLE t ADD COLUMN kind text NOT NULL DEFAULT 'x'", null],
])('%s: says whether the table is rewritten', async (sql, says) => {
  const rewriting = (await read(sql)).flatMap(({ effects }) => effects.filter(({ rewrites }) => rewrites));
  expect(rewriting.map(({ say }) => say)).toEqual(says === null ? [] : [expect.stringMatching(says)]);
});

test.each<[sql: string, breaks: string]>([
  ['ALTER TABLE "User" RENAME COLUMN email TO mail', 'older code still asks for "User".email'],
  ['ALTER TABLE a RENAME TO b', 'older code still asks for a'],
  ["ALTER TYPE e RENAME VALUE 'x' TO 'y'", 'older code still writes x'],
  ['ALTER TABLE t SET SCHEMA archive', 'older code still asks for t'],
  ['ALTER TABLE t ALTER c SET NOT NULL', 'older code may leave t.c empty'],
  ['ALTER TABLE t ADD c int NOT NULL', 'older code does not fill t.c'],
  ['ALTER TABLE t ADD CONSTRAINT k CHECK (c > 0) NOT VALID', 'older code may write rows to t that this refuses'],
])('%s breaks older code, and takes no data', async (sql, breaks) => {
  expect((await read(sql)).flatMap(({ effects }) => effects.map((effect) => effect.breaks))).toEqual([breaks]);
  expect(await lossesOf(sql)).toEqual([]);
});

test('says the line of each statement, past comments, breakpoints and other letters', async () => {
  const script = `-- Größe: ein Kommentar; mit Semikolon
DROP TABLE a;
--> statement-breakpoint
/* nested /* comment */ ; */
ALTER TABLE "ü"
  DROP COLUMN c;--> statement-breakpoint

DO $$
BEGIN DELETE FROM d; END $$`;
  expect((await read(script)).map(({ line, text }) => [line, text])).toEqual([
    [2, 'DROP TABLE a'],
    [5, 'ALTER TABLE "ü" DROP COLUMN c'],
    [8, 'DO $$ BEGIN DELETE FROM d; END $$'],
  ]);
});

test('says the line of what cannot be read, and of what stands behind it', async () => {
  expect((await read("SELECT 'é';\n\nSELEC 1;\n\\connect other\nDROP TABLE a")).map(({ line }) => line)).toEqual([
    1, 3, 4, 5,
  ]);
});

/** PostgreSQL cuts longer names, in a statement as in the catalogue. */
const NAME_BYTES_MAX = 63;
const name = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 12 })
  .filter((text) => !/[\0\n\r]/.test(text) && Buffer.byteLength(text) <= NAME_BYTES_MAX);
const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;

test('names whatever a table or column is called', async () => {
  await fc.assert(
    fc.asyncProperty(name, name, async (table, column) => {
      const [statement] = await read(`ALTER TABLE ${quoted(table)} DROP COLUMN ${quoted(column)}`);
      const spell = (text: string) => (/^[a-z_][a-z0-9_$]*$/.test(text) ? text : quoted(text));
      expect(statement?.effects[0]?.name).toBe(`${spell(table)}.${spell(column)}`);
    }),
    { numRuns: 150 },
  );
});

test('never reads a loss out of quoted text or a comment', async () => {
  const innocent = fc.constantFrom('DROP TABLE x', 'DELETE FROM x;', "it''s; TRUNCATE x", '$a$ DROP TABLE y $a$');
  await fc.assert(
    fc.asyncProperty(fc.array(innocent, { maxLength: 4 }), async (texts) => {
      const statements = texts.flatMap((text) => [
        `INSERT INTO notes VALUES ('${text.replaceAll("''", "'").replaceAll("'", "''")}');`,
        `-- ${text}`,
        `/* ${text} */`,
      ]);
      expect(await lossesOf(statements.join('\n'))).toEqual([]);
    }),
  );
});

test('loses no loss, however many statements stand in one file and in which order', async () => {
  const losing = fc.constantFrom('DROP TABLE a', 'DELETE FROM b', 'ALTER TABLE c DROP d', 'TRUNCATE e');
  const harmless = fc.constantFrom(
    'SELECT 1',
    "SELECT ';'",
    'CREATE TABLE n (i int)',
    'COMMENT ON TABLE a IS $$;$$',
    '',
  );
  await fc.assert(
    fc.asyncProperty(fc.array(fc.oneof(losing, harmless), { maxLength: 12 }), async (statements) => {
      const wanted = statements.filter((each) => /^(DROP|DELETE|ALTER|TRUNCATE)/.test(each)).length;
      for (const between of [';\n', ';--> statement-breakpoint\n', '; '])
        expect(await lossesOf(statements.join(between))).toHaveLength(wanted);
    }),
  );
});

test('says something, and never throws, for any text at all', { timeout: 60_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 200 }), async (text) => {
      const found = await read(`${text}\n`);
      for (const { line } of found) expect(line).toBeGreaterThan(0);
    }),
  );
});

test.each([
  'CREATE ROLE app',
  'ALTER ROLE app SET work_mem = 1',
  'DROP DATABASE shop',
  'ALTER DATABASE shop SET timezone = $$UTC$$',
  'GRANT CONNECT ON DATABASE shop TO app',
  "COMMENT ON DATABASE shop IS 'x'",
  'ALTER SYSTEM SET fsync = off',
  "COPY t TO '/tmp/x'",
  "SELECT dblink_exec('host=prod', 'DROP TABLE x')",
  'DO $$ BEGIN CREATE ROLE app; EXCEPTION WHEN others THEN NULL; END $$',
  '\\connect shop',
  'SELECT 1 \\! true',
  '-- COPY t FROM stdin;\n\\! true',
  '\\echo done \\\\ \\connect shop',
])('%s would leave the scratch copy, and is not rehearsed', async (sql) => {
  expect(reachingOut(await read(sql))).toHaveLength(1);
});

test('GRANT on tables, SET and COPY FROM stdin stay in the database', async () => {
  expect(reachingOut(await read('GRANT SELECT ON t TO app; SET work_mem = 1; COPY t FROM stdin;'))).toEqual([]);
});

test('reads ten thousand statements in a few seconds, the broken one among them', { timeout: 60_000 }, async () => {
  const many = Array.from({ length: 10_000 }, (_, n) => `INSERT INTO t VALUES (${n}, 'ü; ${n}');`);
  const statements = await read([...many, 'DROP TABEL t;', 'DROP TABLE u;'].join('\n'));
  expect(statements).toHaveLength(10_002);
  expect(statements.slice(-2).map(({ line, effects }) => [line, effects[0]?.does])).toEqual([
    [10_001, 'unreadable'],
    [10_002, 'drops'],
  ]);
});
