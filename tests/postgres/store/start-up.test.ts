import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';
import pg from 'pg';
import { describe, expect, test } from 'vitest';
import { openStore, type StoreAddress } from '../../../src/adapters/store/open-store.ts';
import { databaseUrl, freshDatabase, onServer } from '../../support/cluster.ts';
import { note, openIncident } from './fixtures.ts';
import { freshAddress, homes } from './homes.ts';

async function query(url: string, sql: string): Promise<pg.QueryResultRow[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

function urlOf(address: StoreAddress): string {
  return 'databaseUrl' in address ? address.databaseUrl : '';
}

describe.each(homes)('a store on the %s', (home) => {
  const address = freshAddress(home);

  test('is there again after it was closed', async () => {
    const first = await openStore(address());
    const { id } = await openIncident(first);
    await first.outbox.post([]);
    await first.close();
    const second = await openStore(address());
    expect((await second.entries.read(id, 0))?.entries).toHaveLength(1);
    expect(second.kind).toBe(home);
    await second.close();
  });
});

describe('a store on a server', () => {
  const address = freshAddress('server');

  test('is made once when several start on an empty database at the same time', async () => {
    const stores = await Promise.all(Array.from({ length: 6 }, () => openStore(address())));
    const versions = await query(urlOf(address()), 'SELECT version FROM recourse.schema_version ORDER BY 1');
    expect(versions.map(({ version }) => version)).toEqual(versions.map((_, index) => index + 1));
    await Promise.all(stores.map((store) => store.close()));
  });

  test('that a newer Recourse has used is refused, and left as it is', async () => {
    await (await openStore(address())).close();
    await query(urlOf(address()), 'INSERT INTO recourse.schema_version (version) VALUES (99)');
    await expect(openStore(address())).rejects.toMatchObject({ code: 'store-too-new', facts: { present: 99 } });
    await query(urlOf(address()), 'DELETE FROM recourse.schema_version WHERE version = 99');
    await (await openStore(address())).close();
  });

  test('goes on after the server ended every connection, and listens again', async () => {
    const store = await openStore(address());
    const { id, head } = await openIncident(store);
    let heard = 0;
    await store.entries.listen(() => {
      heard += 1;
    });
    await onServer((client) =>
      client.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1 AND pid <> pg_backend_pid()`,
        [new URL(urlOf(address())).pathname.slice(1)],
      ),
    );
    await expect
      .poll(() =>
        store.entries.read(id, 0).then(
          (read) => read?.entries.length,
          () => 'away',
        ),
      )
      .toBe(1);
    expect((await store.entries.append(id, head, [note('one')], {})).kind).toBe('appended');
    async function openAndListen(): Promise<number> {
      await openIncident(store);
      return heard;
    }
    await expect.poll(openAndListen, { timeout: 10_000, interval: 200 }).toBeGreaterThan(0);
    await store.close();
  });
});

describe('a store that cannot be reached', () => {
  const database = freshDatabase();

  test('says so with the next move, and never shows the password', async () => {
    const wrong = new URL(database.url);
    wrong.password = 'hunter2-secret';
    const error = await openStore({ databaseUrl: wrong.href }).then(
      () => null,
      (reason: unknown) => reason,
    );
    expect(error).toMatchObject({ code: 'store-unreachable', hint: expect.stringContaining('DATABASE_URL') });
    expect(JSON.stringify(error, Object.getOwnPropertyNames(error)) + String(error)).not.toContain('hunter2');
  });

  test.each([
    ['nobody listens', () => 'postgresql://u:hunter2@127.0.0.1:1/x', 'store-unreachable'],
    ['the host is unknown', () => 'postgresql://u:hunter2@no-such-host.invalid/x', 'store-unreachable'],
    ['there is no such database', () => databaseUrl('no_such_database'), 'store-unreachable'],
    ['the URL is none', () => 'hunter2 is my password', 'bad-configuration'],
  ])('is told apart: %s', async (_, url, code) => {
    const error = await openStore({ databaseUrl: url() }).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code });
    expect(JSON.stringify(error, Object.getOwnPropertyNames(error)) + String(error)).not.toContain('hunter2');
  });

  test('needs the right to create its schema, once', async () => {
    await query(database.superuserUrl, `CREATE ROLE store_guest LOGIN PASSWORD 'guest'`);
    const url = databaseUrl(database.name, { role: 'store_guest', password: 'guest' });
    await expect(openStore({ databaseUrl: url })).rejects.toMatchObject({ code: 'rights-missing' });
    await query(database.superuserUrl, 'DROP ROLE store_guest');
  });

  test('does not wait for ever on a server that accepts and then says nothing', async () => {
    const mute = createServer(() => undefined).listen(0, '127.0.0.1');
    await once(mute, 'listening');
    const at = mute.address();
    const port = typeof at === 'object' ? at?.port : 0;
    await expect(openStore({ databaseUrl: `postgresql://u:p@127.0.0.1:${port}/x` })).rejects.toMatchObject({
      code: 'store-unreachable',
    });
    mute.close();
  }, 20_000);
});

describe('a store in a folder', () => {
  const address = freshAddress('embedded');

  test('is refused while another process has it, and free as soon as that one is killed', async () => {
    const child = spawn(
      process.execPath,
      [new URL('./keep-open.ts', import.meta.url).pathname, JSON.stringify(address())],
      {
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    );
    await once(createInterface(child.stdout), 'line');
    await expect(openStore(address())).rejects.toMatchObject({ code: 'store-locked' });
    child.kill('SIGKILL');
    await once(child, 'exit');
    const store = await openStore(address());
    await expect(openStore(address())).rejects.toMatchObject({ code: 'store-locked' });
    await store.close();
    await (await openStore(address())).close();
  });
});
