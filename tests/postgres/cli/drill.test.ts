import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { findFreePort } from '../../../demo/cluster/free-port.ts';
import { freshDatabase } from '../../support/cluster.ts';
import { ask } from '../../support/target.ts';
import { terminalWorld } from './terminal.ts';

const shop = freshDatabase();
const journal = freshDatabase();
const port = await findFreePort();
const address = `http://127.0.0.1:${port}`;

/** An application of a few lines that answers from its database, by the URL in its environment. */
const application = `
const pg = require(${JSON.stringify(createRequire(import.meta.url).resolve('pg'))});
const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL });
require('node:http').createServer(async (request, response) => {
  const { rows } = await pool.query('SELECT count(*)::int AS orders, current_database() AS database FROM orders');
  response.end(JSON.stringify(rows[0]));
}).listen(${port}, '127.0.0.1');
`;

const { run, folder } = terminalWorld({ service: () => shop.url, store: () => journal.url }, (inside) => ({
  drill: {
    application: {
      start: { run: [process.execPath, join(inside, 'application.cjs')] },
      health_url: `${address}/health`,
      ready_within: '30s',
      checks: [{ name: 'orders', path: '/orders', expect_text: '"orders":100,"database":"test_' }],
    },
  },
}));

beforeAll(async () => {
  writeFileSync(join(folder, 'application.cjs'), application);
  await ask(shop.url, 'CREATE TABLE orders (id int PRIMARY KEY); INSERT INTO orders SELECT generate_series(1, 100)');
});

// One story: each test goes on where the one before it ended.
describe('drills in the terminal (B7, B8)', { timeout: 120_000 }, () => {
  test('before the first one, report says how to hold it and ends with 1', async () => {
    const said = await run('drill', 'report', 'shop');
    expect(said).toMatchObject({ code: 1, err: expect.stringContaining('npx recourse drill run shop') });
  });

  test('without a backup, run reports a failed drill and ends with 1', async () => {
    const said = await run('drill', 'run', 'shop');
    expect(said.code, said.err).toBe(1);
    expect(said.out).toContain('Drill shop-drill-1 of Shop: failed: there is no backup');
    expect(said.out).toContain('☐ Follow-up of shop-drill-1');
  });

  test('with one, run restores it, serves it with the application, and ends with 0', async () => {
    expect((await run('backup', 'take', 'shop')).code).toBe(0);
    const said = await run('drill', 'run', 'shop', '--format', 'json');
    expect(said.code, said.err).toBe(0);
    const { report, id } = JSON.parse(said.out);
    expect(id).toBe('shop-drill-2');
    expect(report.phases.map(({ phase }: { phase: string }) => phase)).toEqual([
      ...['sweep', 'choose', 'inspect', 'fetch', 'restore', 'validate', 'application', 'smoke', 'remove'],
    ]);
    expect(report.findings.filter(({ check }: { check: string }) => check.startsWith('application'))).toMatchObject([
      { check: 'application: health', result: 'passed' },
      { check: 'application: orders', result: 'passed' },
    ]);
    await expect(fetch(address)).rejects.toThrow(); // it was stopped
    expect(said.err).not.toContain(new URL(shop.url).password);
  });

  test('an auditor reads it as Markdown, as a page and as JSON', async () => {
    const markdown = await run('drill', 'report', 'shop', '--format', 'md');
    expect(markdown).toMatchObject({ code: 0, out: expect.stringContaining('# Drill shop-drill-2 of Shop: passed') });
    expect(markdown.out).toContain('## Everything that was checked');
    const page = await run('drill', 'report', 'shop', 'shop-drill-1', '--format', 'html');
    expect(page).toMatchObject({ code: 1, out: expect.stringMatching(/^<!doctype html>[\s\S]*there is no backup/) });
    const history = await run('drill', 'history', 'shop', '--format', 'json');
    expect(history.out.split('\n').map((line) => JSON.parse(line).report.result)).toEqual(['passed', 'failed']);
  });
});
