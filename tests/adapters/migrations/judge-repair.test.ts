import { expect, test } from 'vitest';
import { createRepairReader } from '../../../src/adapters/migrations/judge-repair.ts';

const barriers = (script: string) => createRepairReader().barriers('mend.sql', script);

test.each([
  ['another database', 'SELECT 1;\n\\c other', 'mend.sql:2 \\c other would leave'],
  ['the shell', '\\! true', 'mend.sql:1 \\! true would leave'],
  ['the shell behind a statement', 'SELECT 1 \\! true', 'mend.sql:1'],
  ['a program by COPY', "COPY t TO PROGRAM 'cat';", 'mend.sql:1 reads or writes outside by COPY'],
  ['a program by \\copy', "\\copy t to program 'cat'", 'runs a command of the shell'],
  ['a file that psql writes', '\\copy t to t.csv', 'writes outside the database'],
  ['another file', '\\i more.sql', '\\i more.sql brings in what does not stand in this file'],
  ['statements that a query makes', "SELECT 'DROP ROLE app'\n\\gexec", '\\gexec runs statements'],
  ['a variable that is a statement', "\\set cmd 'DROP ROLE app'\n:cmd;", 'puts a text into the script'],
  ['another server', "SELECT dblink_exec('x', 'DELETE FROM t');", 'mend.sql:1 calls dblink_exec()'],
  ['a role', '\nALTER ROLE app PASSWORD NULL;', 'mend.sql:2 changes a role'],
  ['sessions of others', 'SELECT pg_terminate_backend(1);', 'calls pg_terminate_backend()'],
  ['what nobody can read', 'SELECT 1;\nREPAIR t;', 'mend.sql:2 cannot be read (syntax error'],
])('a repair with %s is refused with its line (I1)', async (_, script, says) => {
  expect((await barriers(script)).join('\n')).toContain(says);
});

test('a repair may change rows, take them from its own file, and say how it goes on', async () => {
  const script =
    '\\set ON_ERROR_STOP on\n\\echo mending\nCREATE TEMP TABLE w (id int);\nCOPY w FROM stdin;\n1\n\\.\n' +
    "UPDATE t SET a = E'\\\\c' WHERE id IN (SELECT id FROM w);\nDO $$ BEGIN DELETE FROM u; END $$;\n";
  expect(await barriers(script)).toEqual([]);
});
