import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { type Cluster, startCluster } from '../demo/cluster/start-cluster.ts';
import { createArchives } from '../src/adapters/pgtools/archives.ts';
import { findAge } from '../src/adapters/pgtools/find-age.ts';
import { createQuestions } from '../src/adapters/postgres/questions.ts';
import { createScratchDatabases } from '../src/adapters/postgres/scratch-databases.ts';
import { createSnapshots } from '../src/adapters/postgres/snapshot.ts';
import { openFolderVault } from '../src/adapters/vault/folder-vault.ts';
import { ServiceName } from '../src/domain/ids.ts';
import { createBackups } from '../src/services/backups/backups.ts';
import { createCopies } from '../src/services/backups/copies.ts';
import { ask } from '../tests/support/target.ts';

/** Both sides of a comparison read and write with so many sessions. */
export const jobs = 2;

const login = { role: 'bench_owner', password: 'bench' };

/** About 550 MB with three foreign keys, jsonb under GIN and a few indexes: the tables of a shop. */
const tables = [
  'CREATE TABLE users (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, email text NOT NULL UNIQUE, name text, at timestamptz DEFAULT now())',
  `CREATE TABLE orders (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, user_id bigint NOT NULL, total numeric(12,2), status text, at timestamptz, note text)`,
  'CREATE TABLE order_items (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, order_id bigint NOT NULL, sku text, qty int, price numeric(10,2))',
  'CREATE TABLE events (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, user_id bigint, at timestamptz DEFAULT now(), payload jsonb)',
  "INSERT INTO users (email, name) SELECT 'user' || i || '@example.com', md5(i::text) FROM generate_series(1, 100000) AS i",
  `INSERT INTO orders (user_id, total, status, at, note) SELECT 1 + (i * 7919::bigint) % 100000, (i % 10000) / 100.0,
     (ARRAY['new', 'paid', 'sent'])[1 + i % 3], now() - (i || ' s')::interval, md5(i::text) FROM generate_series(1, 750000) AS i`,
  `INSERT INTO order_items (order_id, sku, qty, price) SELECT 1 + (i * 7919::bigint) % 750000, 'sku-' || (i % 5000), i % 7, (i % 999) / 10.0
     FROM generate_series(1, 2000000) AS i`,
  `INSERT INTO events (user_id, payload) SELECT 1 + (i % 100000), jsonb_build_object('k', md5(i::text), 'n', i, 'tags', jsonb_build_array('a' || i % 10, 'b' || i % 100))
     FROM generate_series(1, 500000) AS i`,
  'CREATE INDEX ON orders (user_id)',
  'CREATE INDEX ON orders (at)',
  'CREATE INDEX ON order_items (order_id)',
  'CREATE INDEX ON order_items (sku)',
  'CREATE INDEX ON events USING gin (payload)',
  'ALTER TABLE orders ADD FOREIGN KEY (user_id) REFERENCES users',
  'ALTER TABLE order_items ADD FOREIGN KEY (order_id) REFERENCES orders',
  'ALTER TABLE events ADD FOREIGN KEY (user_id) REFERENCES users',
  'VACUUM ANALYZE users, orders, order_items, events',
];

export type Shop = Awaited<ReturnType<typeof openShop>>;

/** A durable server with the shop's database, and our backups and copies of it, encrypted and not. */
export async function openShop(say: (line: string) => void) {
  const cluster = await startCluster({
    durable: true,
    say,
    settings: { max_wal_size: '4GB', shared_buffers: '512MB' },
  });
  const folder = await mkdtemp(join(tmpdir(), 'bench-shop-'));
  await ask(cluster.url(), `CREATE ROLE ${login.role} LOGIN CREATEDB PASSWORD '${login.password}'`);
  const server = cluster.url('postgres', login);
  await ask(server, 'CREATE DATABASE shop');
  const url = cluster.url('shop', login);
  for (const statement of tables) await ask(url, statement);
  const [size] = await ask<{ mb: number }>(url, "SELECT (pg_database_size('shop') / 1048576)::int AS mb");
  say(`the shop's database: ${size?.mb} MB`);
  const { recipient, identityFile } = await makeKey(folder);
  return {
    cluster,
    folder,
    server,
    url,
    urlOf: (database: string) => cluster.url(database, login),
    plain: await openHouse(cluster, url, join(folder, 'plain'), { recipients: [], identityFile }),
    encrypted: await openHouse(cluster, url, join(folder, 'encrypted'), { recipients: [recipient], identityFile }),
    close: async () => {
      await cluster.stop();
      await rm(folder, { recursive: true });
    },
  };
}

async function openHouse(
  { programs }: Cluster,
  url: string,
  path: string,
  keys: { recipients: string[]; identityFile: string },
) {
  const target = { url };
  const service = ServiceName.parse('shop');
  const clock = { now: () => new Date() };
  const lockWaitMs = 5_000;
  const vault = await openFolderVault({ path, service, keepOutOf: [], clock });
  const snapshots = createSnapshots({ target, jobs, lockWaitMs });
  const archives = createArchives({
    programs,
    url,
    jobs,
    lockWaitMs,
    dropOwnersAndRights: false,
    age: findAge(''),
    ...keys,
  });
  const backups = createBackups({ service, database: 'shop', snapshots, archives, vault, clock });
  const policy = {
    required_tables: ['users'],
    row_count_tolerance_percent: 10,
    orphan_queries: [],
    safe_repair_threshold: 100,
    sample_queries: [],
  };
  const scratch = createScratchDatabases(target);
  const questions = createQuestions({ target, timeoutMs: 60_000 });
  const copies = createCopies({
    database: { name: 'shop', policy },
    backups,
    vault,
    archives,
    snapshots,
    scratch,
    questions,
  });
  return { backups, copies, snapshots };
}

async function makeKey(folder: string): Promise<{ recipient: string; identityFile: string }> {
  const identityFile = join(folder, 'identity.txt');
  const { stdout } = await execa('age-keygen');
  await writeFile(identityFile, `${stdout}\n`, { mode: 0o600 });
  return { identityFile, recipient: /age1\w+/.exec(stdout)?.[0] ?? '' };
}
