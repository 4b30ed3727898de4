import { beforeEach, describe, expect, test } from 'vitest';
import type { DatabaseIdentity } from '../../../src/domain/database.ts';
import { freshDatabase } from '../../support/cluster.ts';
import { raiseFence } from '../../support/swap-scene.ts';
import { approve, ask, asValidatedCopy, effortOf, newRun } from '../../support/target.ts';
import { take } from '../backups/world.ts';
import { openScene } from './scene.ts';

const shop = freshDatabase();
let run = '';
let into: DatabaseIdentity;

beforeEach(async () => {
  run = newRun();
  into = await asValidatedCopy(shop.name);
  await raiseFence(shop.url, run, 1);
  await ask(shop.url, 'DROP SCHEMA public CASCADE; CREATE SCHEMA public');
  await ask(
    shop.url,
    "CREATE TABLE t (id int PRIMARY KEY, note text, extra text); INSERT INTO t VALUES (1, 'a', 'x'), (2, 'b', 'y')",
  );
});

const withScript = (script: string, more: Record<string, string> = {}) =>
  openScene({
    url: shop.url,
    tool: 'sql',
    pattern: 'rollback/{number}.sql',
    files: { '001_t.sql': 'SELECT 1;', 'rollback/001.sql': script, ...more },
  });
const rows = () => ask<{ id: number; note: string }>(shop.url, 'SELECT id, note FROM t ORDER BY id');

async function runIt(script: string, more: Record<string, string> = {}, before: string | null = null) {
  const scene = await withScript(script, more);
  const given = { ...(await scene.toRun('001_t.sql')), before, id: 'down', into };
  return scene.down.run(given, approve(run), effortOf(run));
}

describe('psql runs a down script', { timeout: 60_000 }, () => {
  test('with what it includes, its variables, the rows of a COPY and its own BEGIN and COMMIT (S1)', async () => {
    const script =
      "BEGIN;\n\\set word 'back'\n\\ir parts/more.sql\nUPDATE t SET note = :'word' WHERE id = 1;\nCOMMIT;\n";
    const more = { 'rollback/parts/more.sql': 'COPY t (id, note) FROM stdin;\n3\tc\n\\.\n' };
    expect((await runIt(script, more)).error).toBeNull();
    expect(await rows()).toEqual([
      { id: 1, note: 'back' },
      { id: 2, note: 'b' },
      { id: 3, note: 'c' },
    ]);
  });

  test('to its first error, names file and line of an included file, and leaves nothing of it', async () => {
    const more = { 'rollback/parts/more.sql': '\n\nALTER TABLE t DROP COLUMN nowhere;\n' };
    const { error } = await runIt('DELETE FROM t;\n\\ir parts/more.sql\n', more, "UPDATE t SET note = 'z'");
    expect(error?.say).toMatch(/^rollback\/parts\/more\.sql:3 ERROR:.*column "nowhere"/);
    expect(await rows()).toHaveLength(2);
    expect((await rows())[0]?.note).toBe('a');
  });
});

describe('a rehearsal on a fresh copy of production (S6)', { timeout: 120_000 }, () => {
  const faulty = "ALTER TABLE t DROP COLUMN extra;\nCOMMENT ON COLUMN t.extra IS 'gone';\n";

  async function rehearse(script: string) {
    const scene = await withScript(script);
    const backup = await take(scene.world.backups);
    const name = scene.world.copies.scratchName(effortOf(run).tag, 'rehearsal');
    const guards = [{ name: 'notes', sql: 'SELECT count(*) FROM t WHERE note IS NOT NULL' }];
    const expected = [{ tables: ['t'], no_tables: ['u'], columns: ['t.note'], no_columns: ['t.extra'], enums: {} }];
    const scripts = [await scene.toRun('001_t.sql')];
    const seen = await scene.down.rehearse({ backup, name, scripts, guards, expected }, effortOf(run));
    return { seen, left: await scene.world.copies.find(name) };
  }

  test('reveals a script that comments on a column which it has just dropped, with file and line', async () => {
    const { seen, left } = await rehearse(faulty);
    expect(seen.runs[0]?.error).toMatchObject({ line: 2 });
    expect(seen.runs[0]?.error?.say).toMatch(
      /^rollback\/001\.sql:2 ERROR:.*column "extra" of relation "t" does not exist/,
    );
    expect(seen.expectations).toEqual([]);
    expect(left).toBeNull();
    expect(await ask(shop.url, 'SELECT extra FROM t')).toHaveLength(2);
  });

  test('measures what the scripts take away, and compares what they leave with what is expected (S5)', async () => {
    const { seen } = await rehearse('ALTER TABLE t DROP COLUMN extra;\nDELETE FROM t WHERE id = 2;\n');
    expect(seen.runs[0]).toMatchObject({
      error: null,
      tables: [{ table: 'public.t', deleted: 1, columnsDropped: ['extra'] }],
    });
    expect(seen.values).toEqual([{ column: 't.extra', values: 2 }]);
    expect(seen.guardCounts).toMatchObject([{ name: 'notes', number: 2 }]);
    expect(seen.expectations.map(({ result }) => result)).toEqual(['passed', 'passed', 'passed', 'passed']);
    expect(await rows()).toHaveLength(2);
  });

  test('reveals a transaction that ends itself where no parser sees it', async () => {
    const { seen } = await rehearse("SELECT 'COMMIT' \\gexec\nDELETE FROM t;\n");
    expect(seen.runs[0]?.error?.say).toContain('ends the transaction that it runs in');
  });
});
