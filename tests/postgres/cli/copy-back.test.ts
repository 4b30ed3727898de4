import { beforeAll, describe, expect, test } from 'vitest';
import { freshDatabase, onServer, owner } from '../../support/cluster.ts';
import { terminalWorld } from './terminal.ts';

const shop = freshDatabase();
const journal = freshDatabase();
const { run } = terminalWorld({ service: () => shop.url, store: () => journal.url });

const inShop = (sql: string) =>
  onServer(async (client) => {
    await client.query(`SET ROLE ${owner().role}`);
    return (await client.query(sql)).rows;
  }, shop.name);

let backup: string;

beforeAll(async () => {
  await inShop(
    "CREATE TABLE orders (id bigint PRIMARY KEY, note text, created_at timestamptz DEFAULT '2026-11-20T10:00Z'); INSERT INTO orders SELECT n, 'order ' || n FROM generate_series(1, 100) n",
  );
  backup = JSON.parse((await run('backup', 'take', 'shop', '--format', 'json')).out).manifest.id;
  await inShop('DELETE FROM orders WHERE id <= 7; UPDATE orders SET note = $$changed$$ WHERE id = 50');
});

describe('copy-back plan in the terminal', { timeout: 60_000 }, () => {
  test('counts what would come back from a backup, changes nothing and leaves no copy', async () => {
    const said = await run('copy-back', 'plan', 'shop', '--from', backup, '--table', 'orders');
    expect(said.code, said.err).toBe(0);
    expect(said.out).toContain('It brings back 7 missing rows');
    expect(said.out).toContain('1 row stays as it is, with other content than there (50)');
    expect(await inShop('SELECT count(*)::int AS n FROM orders')).toEqual([{ n: 93 }]);
    const left = await onServer((client) =>
      client.query('SELECT datname FROM pg_database WHERE starts_with(datname, $1) AND datname <> $1', [shop.name]),
    );
    expect(left.rows).toEqual([]);
  });

  test('as JSON is the report that Slack draws, and a range without rows ends with 1', async () => {
    const said = await run(
      'copy-back',
      'plan',
      'shop',
      '--from',
      backup,
      '--since',
      '2026-11-20T09:00Z',
      '--changed',
      '--format',
      'json',
    );
    expect(JSON.parse(said.out)).toMatchObject({
      tables: [{ table: 'public.orders', missing: 7, changed: 1 }],
      refused: [],
    });
    expect(await run('copy-back', 'plan', 'shop', '--from', backup, '--since', '2026-11-20T11:00Z')).toMatchObject({
      code: 1,
    });
  });

  test('refuses what it cannot understand, with the next move', async () => {
    expect(await run('copy-back', 'plan', 'shop', '--from', backup)).toMatchObject({
      code: 2,
      err: expect.stringContaining('--table'),
    });
    expect(await run('copy-back', 'plan', 'shop', '--from', 'INC-9', '--table', 'orders')).toMatchObject({
      code: 1,
      err: expect.stringContaining('There is no replaced database of INC-9'),
    });
    expect(await run('copy-back', 'plan', 'shop', '--from', backup, '--table', 'order')).toMatchObject({
      code: 2,
      err: expect.stringContaining('There is no table order.'),
    });
  });
});
