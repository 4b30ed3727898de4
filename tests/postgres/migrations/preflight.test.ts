import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { GateReport } from '../../../src/domain/gate.ts';
import { freshDatabase, onServer } from '../../support/cluster.ts';
import { ask } from '../../support/target.ts';
import { terminalWorld } from '../cli/terminal.ts';

const shop = freshDatabase();
const journal = freshDatabase();
const { run, folder } = terminalWorld({ service: () => shop.url, store: () => journal.url }, (home) => ({
  repository: { path: join(home, 'code') },
  migrations: {
    tool: 'sql',
    directory: 'migrations',
    ledger: { table: 'ran', column: 'file' },
  },
  backups: { storage: { kind: 'folder', path: join(home, 'backups') } },
}));
const code = join(folder, 'code');

const git = (...args: string[]) =>
  execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.com', ...args], { cwd: code, stdio: 'pipe' })
    .toString()
    .trim();

beforeAll(async () => {
  mkdirSync(join(code, 'migrations'), { recursive: true });
  git('init', '-q');
  commit('001_orders.sql', 'CREATE TABLE orders (id bigint PRIMARY KEY, note text)');
  await ask(
    shop.url,
    `CREATE TABLE orders (id bigint PRIMARY KEY, note text);
     INSERT INTO orders SELECT n, CASE WHEN n % 2 = 0 THEN 'order ' || n END FROM generate_series(1, 1000) n;
     CREATE TABLE ran (file text); INSERT INTO ran VALUES ('001_orders.sql')`,
  );
});

function write(name: string, sql: string): void {
  writeFileSync(join(code, 'migrations', name), `${sql};\n`);
}

function commit(name: string, sql: string): string {
  write(name, sql);
  git('add', '-A');
  git('commit', '-qm', name);
  return git('rev-parse', 'HEAD');
}

async function gate(...args: string[]): Promise<{ code: number | null; err: string; report: GateReport }> {
  const said = await run('preflight', 'shop', '--json', ...args);
  if (said.out === '') throw new Error(said.err);
  return { code: said.code, err: said.err, report: JSON.parse(said.out) };
}
const says = ({ report }: { report: GateReport }, check: string, result = 'failed') =>
  report.findings.filter((each) => each.check === check && each.result === result).map(({ say }) => say);

const rows = async () => (await ask<{ n: string }>(shop.url, 'SELECT count(*) AS n FROM orders'))[0]?.n;
const scratch = () =>
  onServer(
    async (client) =>
      (await client.query('SELECT FROM pg_database WHERE starts_with(datname, $1)', [`${shop.name}_scratch`])).rowCount,
  );

/** Names of the copies that are kept for a rollback. */
const readyCopies = () =>
  onServer(async (client) => {
    const { rows: found } = await client.query<{ name: string }>(
      'SELECT datname AS name FROM pg_database WHERE starts_with(datname, $1)',
      [`${shop.name}_ready`],
    );
    return found.map(({ name }) => name);
  });

afterEach(async () => {
  rmSync(join(code, 'migrations', '002_next.sql'), { force: true });
  git('add', '-A');
  git('commit', '-q', '--allow-empty', '-m', 'without it');
  expect(await rows()).toBe('1000');
  expect(await scratch()).toBe(0);
});

describe('what the gate measures', () => {
  test('takes and proves a backup where there is none, rehearses, and says go (G1, B10)', async () => {
    const head = commit('002_next.sql', 'ALTER TABLE orders ADD COLUMN paid boolean NOT NULL DEFAULT false');
    const passed = await gate();
    expect(passed.code, passed.err).toBe(0);
    expect(passed.report).toMatchObject({
      verdict: 'go',
      commit: head,
      backup: { how: 'taken-now' },
      head: '001_orders.sql',
      expectedHead: '002_next.sql',
      pending: ['002_next.sql'],
      destroys: [],
    });
    expect(passed.report.rehearsal?.runs[0]).toMatchObject({
      error: null,
      locks: expect.arrayContaining([{ table: 'public.orders', mode: 'ACCESS EXCLUSIVE' }]),
      tables: [{ table: 'public.orders', rowsBefore: 1000, rowsAfter: 1000, deleted: 0, columnsAdded: ['paid'] }],
    });
  });

  test('finds that backup again, and refuses what destroys data until somebody says why', async () => {
    commit('002_next.sql', 'DELETE FROM orders WHERE id > 900;\nALTER TABLE orders DROP COLUMN note');
    const refused = await gate();
    expect(refused.code).toBe(1);
    expect(refused.report).toMatchObject({ verdict: 'no-go', backup: { how: 'found' } });
    expect(says(refused, 'destroys')).toEqual([
      '002_next.sql:1 deletes rows of orders',
      '002_next.sql:2 drops column orders.note',
    ]);
    expect(says(refused, 'rows', 'warned')).toEqual([
      'public.orders: 100 rows deleted, without note; 900 rows afterwards',
    ]);
    expect(says(refused, 'values', 'warned')).toEqual(['orders.note held 500 values']);
    const accepted = await gate('--accept-destructive', 'PR-811');
    expect(accepted.code).toBe(0);
    expect(accepted.report).toMatchObject({ verdict: 'go', accepted: { why: 'PR-811' } });
  });

  test('makes the ready copy of that backup anew where it has gone, so that a rollback need not restore', async () => {
    const lost = await readyCopies();
    expect(lost).toHaveLength(1);
    await onServer((client) => client.query(`DROP DATABASE "${lost[0]}"`));
    commit('002_next.sql', 'ALTER TABLE orders ADD COLUMN paid boolean');
    expect((await gate()).report).toMatchObject({ verdict: 'go', backup: { how: 'proved-now' } });
    expect(await readyCopies()).toHaveLength(1);
    expect((await gate()).report).toMatchObject({ backup: { how: 'found' } });
  });

  test('counts what EXECUTE hides, exactly', async () => {
    commit('002_next.sql', `DO $$ BEGIN EXECUTE 'DELETE FROM ' || 'orders WHERE id <= 7'; END $$`);
    const refused = await gate();
    expect(says(refused, 'destroys')[0]).toContain('runs SQL that it puts together');
    expect(says(refused, 'rows', 'warned')).toEqual(['public.orders: 7 rows deleted; 993 rows afterwards']);
  });
});

describe('what the gate refuses', () => {
  test('refuses what fails on the copy, with the database’s words and the line', async () => {
    commit('002_next.sql', 'SELECT 1;\n\nALTER TABLE orders ALTER note SET NOT NULL');
    const refused = await gate();
    expect(refused.code).toBe(1);
    expect(says(refused, 'rehearsal')[0]).toMatch(
      /^002_next\.sql failed on a copy of production \(line 3\): ERROR: {2}column "note" of relation "orders" contains null values/,
    );
  });

  test('refuses a checkout whose migrations are not those of its commit (G1)', async () => {
    commit('002_next.sql', 'SELECT 1');
    write('002_next.sql', 'SELECT 2');
    const refused = await gate();
    expect(refused.code).toBe(1);
    expect(says(refused, 'commit')[0]).toMatch(/^migrations\/002_next\.sql is not as commit [0-9a-f]{12} has it$/);
  });

  test('cannot tell where Git does not know the commit, or a rehearsal would leave the copy', async () => {
    commit('002_next.sql', 'CREATE ROLE recourse_would_be_left_behind');
    const untold = await gate('--commit', 'nowhere');
    expect(untold.code).toBe(2);
    expect(says(untold, 'commit', 'skipped')).toHaveLength(1);
    expect(says(untold, 'rehearsal', 'skipped')[0]).toContain('makes a role');
    const roles = await ask(shop.url, "SELECT FROM pg_roles WHERE rolname = 'recourse_would_be_left_behind'");
    expect(roles).toHaveLength(0);
  });

  test('refuses a database that knows migrations which the checkout does not hold', async () => {
    await ask(shop.url, "INSERT INTO ran VALUES ('777_elsewhere.sql')");
    const refused = await gate();
    await ask(shop.url, "DELETE FROM ran WHERE file LIKE '777%'");
    expect(says(refused, 'ledger')[0]).toContain('777_elsewhere.sql was applied to production');
  });

  test('says in plain lines what was found, and 2 for a service that there is not', async () => {
    commit('002_next.sql', 'DROP TABLE orders');
    const said = await run('preflight', 'shop');
    expect(said.out).toMatch(/✗ destroys: 002_next\.sql:1 drops table orders/);
    expect(said.out).toMatch(/✗ no: 1 pending migration \(002_next\.sql\), looked at in /);
    expect((await run('preflight', 'nothing')).code).toBe(2);
  });
});
