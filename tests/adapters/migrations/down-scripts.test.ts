import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createDownScriptFiles } from '../../../src/adapters/migrations/down-scripts.ts';
import { fillPattern } from '../../../src/adapters/migrations/find-down-script.ts';
import { Digest } from '../../../src/domain/ids.ts';

/** The down script of `012_oauth.sql` in a checkout that holds these files. */
async function find(files: Readonly<Record<string, string>>, pattern = 'rollback/{number}_*.sql') {
  const directory = await mkdtemp(join(tmpdir(), 'recourse-down-'));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(directory, name)), { recursive: true });
    await writeFile(join(directory, name), text);
  }
  const name = '012_oauth.sql';
  const migration = { name, file: name, digest: Digest.parse('a'.repeat(64)), when: null, transaction: true };
  return createDownScriptFiles({ tool: 'sql', directory, root: directory, pattern }).find(migration);
}
const script = 'rollback/012_undo.sql';

test.each([
  ['rollback/{migration}_down.sql', '012_oauth.sql', 'rollback/012_oauth_down.sql'],
  ['rollback/{number}_*.sql', '012_oauth.sql', 'rollback/012_*.sql'],
  ['{migration}/down.sql', '20260601_oauth', '20260601_oauth/down.sql'],
  ['{number}.sql', 'oauth', null],
])('%s of %s is %s', (pattern, migration, filled) => expect(fillPattern(pattern, migration)).toBe(filled));

test('a migration without a script has none, and several that fit are refused by name', async () => {
  expect(await find({ 'rollback/011_undo.sql': '' })).toBeNull();
  await expect(find({ [script]: '', 'rollback/012_other.sql': '' })).rejects.toThrow('2 files fit');
});

test('the digest covers what the script includes', async () => {
  const files = { [script]: '\\ir more.sql\n', 'rollback/more.sql': 'SELECT 1;' };
  const [one, other] = [await find(files), await find({ ...files, 'rollback/more.sql': 'SELECT 2;' })];
  expect(one?.parts.map(({ shown }) => shown)).toEqual([script, 'rollback/more.sql']);
  expect(one?.digest).not.toBe(other?.digest);
});

test('BEGIN first and COMMIT last are left out, with every line where it was', async () => {
  const found = await find({ [script]: 'BEGIN;\nDROP TABLE a;\nCOMMIT;\n' });
  expect(found).toMatchObject({ barriers: [], remarks: [expect.stringContaining('its own BEGIN and COMMIT')] });
  expect(found?.parts[0]?.text.split('\n')).toEqual(['     ;', 'DROP TABLE a;', '      ;', '']);
});

test.each([
  ['a COMMIT in the middle', 'DROP TABLE a;\nCOMMIT;\nDROP TABLE b;', ':2 COMMIT ends or begins a transaction'],
  [
    'an index made concurrently',
    'CREATE INDEX CONCURRENTLY i ON a (b);',
    ':1 CREATE INDEX CONCURRENTLY i ON a (b) cannot run',
  ],
  ['VACUUM', '\n\nVACUUM a;', ':3 VACUUM a cannot run inside a transaction'],
  ['another database', 'SELECT 1;\n\\c other', ':2 \\c other would leave this transaction'],
  ['the shell', '\\! rm -rf x', ':1 \\! rm -rf x would leave'],
  ['a file that is not there', '\\ir nowhere.sql', ':1 \\ir nowhere.sql names a file that is not there'],
  ['a second command on a line', '\\echo done \\\\ \\c other', ':1 \\echo done \\\\ \\c other has a second backslash'],
  ['the shell behind a statement', 'SELECT 1 \\! true', ':1 \\! true would leave'],
  ['what a commented COPY would hide', '-- COPY t FROM stdin;\n\\! true\n\\.\n', ':2 \\! true would leave'],
  ['what a COPY in a string would hide', "SELECT ';COPY t FROM stdin;';\n\\! true\n\\.\n", ':2 \\! true would leave'],
  ['rows of a COPY that may be passed over', '\\if f\nCOPY t FROM stdin;\n\\endif\n\\! true\n\\.\n', ':4 \\! true'],
  ['a quote that is never closed', "\\echo it's\nSELECT 1 \\! true\n", ':2 \\! true would leave'],
  ['a call that ends in a command', "SELECT dblink_exec('x', 'y') \\gset\nSELECT 1;", 'calls dblink_exec()'],
  ['a statement that a query makes', "SELECT 'COMMIT' \\gexec\n", ':1 \\gexec runs statements that a query makes'],
  [
    'a variable that a query fills',
    "SELECT chr(92) || '! true' AS x \\gset\n:x\n",
    ':1 \\gset puts what a query answers',
  ],
  ['a text in a variable', "\\set drop 'DROP ROLE app;'\n:drop\n", ':1 \\set drop '],
  ['a statement in a variable', '\\set end COMMIT\nDROP TABLE a;\n:end;\nDROP TABLE b;', ':3 COMMIT ends or begins'],
  ['a call in a variable', "\\set go dblink_exec\nSELECT :go('x', 'y');", 'calls dblink_exec()'],
  ['a role in an include', '\\set who app\n\\ir more.sql\n', 'drops a role, outside this database'],
  ['a variable whose name is quoted', "\\set 'end' COMMIT\n:end;", ":1 \\set 'end' COMMIT puts a text"],
  ['a variable with two values', '\\set t a\nDROP TABLE :t;\n\\set t b\nDROP TABLE :t;', ':3 \\set t b is the second'],
  ['an error that would be passed over', '\\set ON_ERROR_ROLLBACK on\nDROP TABLE a;', ':1 \\set ON_ERROR_ROLLBACK on'],
  ['an error that would not stop it', '\\unset ON_ERROR_STOP\nDROP TABLE a;', ':1 \\unset ON_ERROR_STOP changes'],
  ['another folder for its includes', '\\set recourse_folder other\n', "a variable of Recourse's own"],
  ['a role', 'DROP ROLE app;', 'drops a role, outside this database'],
])('%s is said beforehand, with its line', async (_, text, says) => {
  const found = await find({ [script]: text, 'rollback/more.sql': 'DROP ROLE :"who";' });
  expect(found?.barriers.join('\n')).toContain(says);
});

test('a new enum value that is named again is warned of', async () => {
  const found = await find({ [script]: "ALTER TYPE s ADD VALUE 'old';\nUPDATE t SET s = 'old';" });
  expect(found?.remarks[0]).toContain("adds the value 'old' and names it again");
});

test('rows of a COPY are neither commands nor statements', async () => {
  const found = await find({ [script]: 'COPY t FROM stdin;\n\\! x\tCOMMIT;\n\\.\nALTER TABLE t DROP COLUMN c;\n' });
  expect(found).toMatchObject({ barriers: [], dropsColumns: ['t.c'] });
});

test.each([
  ['a string, a name and a dollar quote', "SELECT 'a\\! b', E'it\\'s \\! b', \"c\\d\", $$ \\! $$, $x$ \\c ' $$ $x$;"],
  ['comments, also nested', '-- \\! a\n/* \\c b /* \\! */ \\i c */ SELECT 1;'],
  ['a variable that is one word', "\\set t old\nDROP TABLE :t, :\"t\"; SELECT 'a'::text, :'t';\n\\echo :t\n"],
  ['rows with backslashes', '\\set ON_ERROR_STOP on\nCOPY t (a) FROM STDIN WITH (FORMAT text);\n\\N\t\\\\c x\n\\.\n'],
])('a backslash in %s is no barrier', async (_, text) => {
  expect((await find({ [script]: text }))?.barriers).toEqual([]);
});
