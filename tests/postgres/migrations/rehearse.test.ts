import { execPath } from 'node:process';
import { beforeAll, describe, expect, inject, test } from 'vitest';
import { createCommands } from '../../../src/adapters/commands/run-command.ts';
import { findPrograms } from '../../../src/adapters/pgtools/find-programs.ts';
import { createQuestions } from '../../../src/adapters/postgres/questions.ts';
import { createSnapshots } from '../../../src/adapters/postgres/snapshot.ts';
import { openMigrations } from '../../../src/compose/open-migrations.ts';
import { Digest } from '../../../src/domain/ids.ts';
import { MigrationPolicy } from '../../../src/domain/policy-file/databases.ts';
import type { MigrationPorts } from '../../../src/ports/migrations.ts';
import { rehearse } from '../../../src/services/migrations/rehearse.ts';
import { freshDatabase } from '../../support/cluster.ts';
import { ask } from '../../support/target.ts';
import { effort, openWorld, take } from '../backups/world.ts';

const database = freshDatabase();
const clock = { now: () => new Date() };

beforeAll(() =>
  ask(
    database.url,
    `CREATE TABLE a (id int PRIMARY KEY, v text); INSERT INTO a SELECT n, 'v' || n FROM generate_series(1, 100) n;
     CREATE TABLE "B" (id int, a_id int REFERENCES a (id)); INSERT INTO "B" SELECT n, n FROM generate_series(1, 10) n;
     CREATE TABLE c (id int); INSERT INTO c SELECT generate_series(1, 5)`,
  ),
);

async function rehearsed(
  scripts: Readonly<Record<string, string>>,
  wishes: { transaction?: boolean; command?: readonly string[] } = {},
) {
  const world = await openWorld({ url: database.url });
  const target = { url: database.url };
  const snapshots = createSnapshots({ target, jobs: 2, lockWaitMs: 5_000 });
  const policy = MigrationPolicy.parse({
    tool: 'sql',
    directory: '/nowhere',
    ...(wishes.command === undefined ? {} : { command: { run: wishes.command } }),
  });
  const opened = openMigrations(policy, {
    target,
    snapshots,
    forDownScripts: null,
    questions: createQuestions({ target, timeoutMs: 5_000 }),
    commands: createCommands({
      childEnvironment: { PATH: `${inject('cluster').programs}:/usr/bin:/bin` },
      valueOf: () => '',
      folder: '/',
      strikeSecrets: (text) => text,
    }),
    archives: {
      programs: await findPrograms({ searchPath: '', pgBin: inject('cluster').programs }),
      url: database.url,
      jobs: 1,
      lockWaitMs: 5_000,
      dropOwnersAndRights: false,
      age: undefined,
      recipients: [],
      identityFile: undefined,
    },
  });
  if (opened === null) throw new Error('the policy names migrations');
  const scriptOf = async (name: string) => {
    expect(await world.ready.whereNobodyMakes(async () => 'swept'), 'nobody sweeps meanwhile').toBeNull();
    return scripts[name] ?? null;
  };
  const files = { ...opened.files, scriptOf };
  const migrations: MigrationPorts = { ...opened, files };
  const pending = Object.keys(scripts).map((name) => ({
    name,
    file: name,
    digest: Digest.parse('a'.repeat(64)),
    when: null,
    transaction: wishes.transaction ?? true,
  }));
  const ports = { copies: world.copies, fencing: world.fencing, ready: world.ready, migrations };
  const work = effort();
  const before = await fingerprint();
  const result = await rehearse(
    ports,
    clock,
    { backup: await take(world.backups), pending, readings: new Map() },
    work,
  );
  expect(await fingerprint(), 'production is as it was').toEqual(before);
  expect(await world.copies.ofRun(work.tag.run), 'no copy is left').toEqual([]);
  return result;
}

const fingerprint = () =>
  ask(database.url, `SELECT md5(string_agg(a::text, '' ORDER BY id)) AS a, (SELECT count(*) FROM "B") AS b FROM a`);

describe('a rehearsal', () => {
  test('says what became of every table, run by run, and leaves production and no copy', async () => {
    const { runs, rowsAfter } = await rehearsed({
      '1.sql': `DELETE FROM a WHERE id > 90; INSERT INTO a VALUES (1000, 'new'); UPDATE a SET v = 'x' WHERE id <= 3`,
      '2.sql': 'TRUNCATE "B"; DROP TABLE c; ALTER TABLE a ALTER id TYPE bigint; ALTER TABLE a RENAME v TO w',
    });
    const [first, second] = runs;
    expect(first?.tables).toEqual([
      expect.objectContaining({
        table: 'public.a',
        rowsBefore: 100,
        rowsAfter: 91,
        deleted: 10,
        updated: 3,
        contentChanged: true,
        rewritten: false,
      }),
    ]);
    expect(first?.locks).toContainEqual({ table: 'public.a', mode: 'ROW EXCLUSIVE' });
    expect(second?.tables).toEqual([
      expect.objectContaining({ table: 'public."B"', rowsBefore: 10, rowsAfter: 0, deleted: 10 }),
      expect.objectContaining({ table: 'public.a', deleted: 0, rewritten: true, columnsDropped: [] }),
      expect.objectContaining({ table: 'public.c', rowsBefore: 5, rowsAfter: null, deleted: 5 }),
    ]);
    expect(second?.locks).toContainEqual({ table: 'public.c', mode: 'ACCESS EXCLUSIVE' });
    expect(rowsAfter).toEqual([
      { table: 'public."B"', rows: 0 },
      { table: 'public.a', rows: 91 },
    ]);
  });

  test('stops at the first that fails, whose changes are taken back', async () => {
    const { runs, rowsAfter } = await rehearsed({ '1.sql': 'DELETE FROM c;\nDROP TABLE missing', '2.sql': 'SELECT 1' });
    expect(runs).toHaveLength(1);
    expect(runs[0]).toMatchObject({
      error: { line: 2, say: expect.stringContaining('table "missing" does not exist') },
      tables: [],
    });
    expect(rowsAfter).toContainEqual({ table: 'public.c', rows: 5 });
  });

  test('runs plain files as they are, and sees the locks that last', async () => {
    const { runs } = await rehearsed(
      { '1.sql': 'CREATE INDEX CONCURRENTLY i ON a (v); BEGIN; LOCK TABLE c; SELECT pg_sleep(0.3); COMMIT' },
      { transaction: false },
    );
    expect(runs[0]).toMatchObject({ error: null, tables: [] });
    expect(runs[0]?.locks).toContainEqual({ table: 'public.c', mode: 'ACCESS EXCLUSIVE' });
  });

  test('runs the service’s own command, on the copy and never elsewhere', async () => {
    const program = `const { execFileSync } = require('node:child_process');
      const url = new URL(process.env.DATABASE_URL);
      console.log('database', url.pathname);
      console.log(execFileSync('psql', ['-d', process.env.DATABASE_URL, '-c', 'DELETE FROM a WHERE id = 50']).toString());
      process.exit(Number(process.argv[1] ?? 0));`;
    const passed = await rehearsed({ '1.sql': '' }, { command: [execPath, '-e', program] });
    expect(passed.runs[0]?.error).toBeNull();
    expect(passed.runs[0]?.tables).toEqual([expect.objectContaining({ table: 'public.a', deleted: 1 })]);
    const failed = await rehearsed({ '1.sql': '' }, { command: [execPath, '-e', program, '3'] });
    expect(failed.runs[0]?.error?.say).toMatch(/^exit code 3: database \/test_[0-9a-f]+_scratch_/);
  });
});
