import { readdirSync, statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { freshDatabase, onServer, owner } from '../../support/cluster.ts';
import { terminalWorld } from './terminal.ts';

const shop = freshDatabase();
const journal = freshDatabase();
const { run, folder } = terminalWorld({ service: () => shop.url, store: () => journal.url });

beforeAll(() =>
  onServer(async (client) => {
    await client.query(`SET ROLE ${owner().role}`);
    await client.query('CREATE TABLE orders (id bigint PRIMARY KEY, note text)');
    await client.query("INSERT INTO orders SELECT n, 'order ' || n FROM generate_series(1, 1000) n");
  }, shop.name),
);

const scratchDatabases = () =>
  onServer(async (client) => {
    const { rows } = await client.query('SELECT datname FROM pg_database WHERE starts_with(datname, $1)', [
      `${shop.name}_scratch`,
    ]);
    return rows;
  });

function largestFile(inside: string): string {
  const files = readdirSync(inside, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = files.map((entry) => join(entry.parentPath, entry.name));
  return paths.sort((a, b) => statSync(b).size - statSync(a).size)[0] ?? '';
}

// One story: each test goes on where the one before it ended.
describe('backups in the terminal', { timeout: 60_000 }, () => {
  let id: string;

  test('before the first one, list says how to take it and verify ends with 1', async () => {
    expect(await run('backup', 'list', 'shop')).toMatchObject({
      code: 0,
      out: 'There is no backup of Shop yet: npx recourse backup take shop',
    });
    expect(await run('backup', 'verify', 'shop')).toMatchObject({
      code: 1,
      err: expect.stringContaining('There is no backup of shop.'),
    });
  });

  test('take makes one, says what it is doing beside the answer, and names who took it', async () => {
    const taken = await run('backup', 'take', 'shop', '--format', 'json');
    expect(taken.code, taken.err).toBe(0);
    const { manifest } = JSON.parse(taken.out);
    id = manifest.id;
    expect(manifest).toMatchObject({
      service: 'shop',
      kind: 'manual',
      takenBy: expect.stringMatching(/ \(terminal\)$/),
    });
    expect(taken.err).not.toBe('');
  });

  test('list shows it in the service’s zone, not yet proved', async () => {
    const listed = await run('backup', 'list', 'shop');
    expect(listed.code).toBe(0);
    expect(listed.out).toMatch(
      /^manual backup of .* Europe\/Berlin \(\d\d:\d\d UTC\): 1,000 rows in 1 table, .*Not yet proved by a restore\.\n {2}/,
    );
    expect(listed.out).toContain(id);
  });

  test('verify restores it, compares it and keeps its copy ready, and list then says that it is proved', async () => {
    const verified = await run('backup', 'verify', 'shop');
    expect(verified.code, verified.out + verified.err).toBe(0);
    expect(verified.out).toMatch(new RegExp(`✓ ${id}: restored and compared in `));
    expect(verified.out).not.toMatch(/^✗/m);
    expect(verified.err).toContain('Restoring into a scratch database');
    expect(await scratchDatabases()).toEqual([]);
    expect(verified.out).toContain(`kept as a ready copy: ${shop.name}_ready_`);
    expect((await run('backup', 'list', 'shop')).out).toMatch(/Proved by a restore .*A ready copy is kept/);
    const [line] = (await run('backup', 'list', 'shop', '--format', 'json')).out.split('\n');
    expect(JSON.parse(line ?? '')).toMatchObject({ ready: true });
  });

  test('a damaged one is found by its bytes and never opened', async () => {
    const file = largestFile(join(folder, 'backups', 'shop', id, 'artifact'));
    truncateSync(file, statSync(file).size - 10);
    const quick = await run('backup', 'verify', 'shop', id, '--quick');
    expect(quick).toMatchObject({ code: 1, out: expect.stringContaining(`✗ ${id} is not to be relied on`) });
    const whole = await run('backup', 'verify', 'shop', id, '--format', 'json');
    expect(whole.code).toBe(1);
    expect(JSON.parse(whole.out)).toMatchObject({ backup: id, passed: false });
    expect(whole.err).not.toContain('Restoring');
    expect((await run('backup', 'list', 'shop')).out).toContain('did not pass; do not rely on it');
  });
});

describe('one backup in the terminal', { timeout: 60_000 }, () => {
  let id: string;
  beforeAll(async () => {
    id = JSON.parse((await run('backup', 'take', 'shop', '--format', 'json')).out).manifest.id;
    expect((await run('backup', 'verify', 'shop', id)).code).toBe(0);
  });

  test('show tells who took it, its tables and what its proof found', async () => {
    const { code, out } = await run('backup', 'show', 'shop', id);
    expect(code).toBe(0);
    expect(out).toMatch(/\(terminal\)[\s\S]*public\.orders: 1,000 rows[\s\S]*content: 1 of 1 tables equal/);
  });

  test('pin keeps it with who and why, unpin lets it go', async () => {
    const pinned = await run('backup', 'pin', 'shop', id, '--reason', 'before the audit');
    expect(pinned).toMatchObject({ code: 0, out: expect.stringMatching(/Pinned .* \(terminal\): before the audit/) });
    expect((await run('backup', 'list', 'shop')).out).toContain('before the audit');
    expect(await run('backup', 'pin', 'shop', id, '--reason', ' ')).toMatchObject({ code: 1 });
    expect((await run('backup', 'unpin', 'shop', id)).code).toBe(0);
    expect((await run('backup', 'list', 'shop')).out).not.toContain('audit');
    expect(await run('backup', 'unpin', 'shop', id)).toMatchObject({
      code: 1,
      err: expect.stringContaining('is not pinned'),
    });
  });
});

describe('prune in the terminal', { timeout: 60_000 }, () => {
  test('says that nothing is old enough, on a dry run and for real', async () => {
    for (const args of [['--dry-run'], []]) {
      expect(await run('backup', 'prune', 'shop', ...args)).toMatchObject({
        code: 0,
        out: 'No backup is old enough to go.',
      });
    }
  });
});

describe('a backup that cannot be meant', { timeout: 60_000 }, () => {
  test.each([
    [
      'a service that there is not',
      ['backup', 'take', 'shopp'],
      2,
      /There is no service "shopp".\n→ recourse\.yaml has: shop\./,
    ],
    [
      'a backup that there is not',
      ['backup', 'verify', 'shop', '20200101T000000Z-manual-0000'],
      1,
      /There is no backup 20200101T000000Z-manual-0000/,
    ],
    ['a word that is no backup', ['backup', 'verify', 'shop', '../../etc'], 2, /is no backup id/],
  ])('%s is refused', async (_, args, code, says) => {
    expect(await run(...args)).toMatchObject({ code, out: '', err: expect.stringMatching(says) });
  });
});
