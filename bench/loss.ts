import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { type Cluster, startCluster } from '../demo/cluster/start-cluster.ts';
import { createLossCounter } from '../src/adapters/postgres/loss.ts';
import { ValidatedCopy } from '../src/domain/database.ts';
import { toInstant } from '../src/domain/ids.ts';
import { type LossReport, rowsLost } from '../src/domain/loss.ts';
import type { BackupManifest, StoredBackup } from '../src/domain/manifest.ts';
import { ask, effortOf } from '../tests/support/target.ts';
import { type Bench, percentile, timed } from './measured.ts';

const sizes = [250_000, 1_000_000, 4_000_000];
const rounds = 3;

interface Times {
  readonly ours: number;
  /** One hash over each row of both sides at once, summed in 8,192 buckets: the least that any full comparison costs. */
  readonly hash: number;
  readonly keys: number;
  /** Our own exact comparison of all rows, where xmin is of no use: which rows, not only whether. */
  readonly fallback: number;
}

/**
 * Exact counts by xmin against hashing all rows, and against fetching all keys with COPY (which is blind to
 * updates). A hundredth of the rows was written since the backup. Ratios are those of the largest table.
 */
export const benchLoss: Bench = async (say) => {
  const cluster = await startCluster({ durable: true, say });
  try {
    const figures: Record<string, number> = {};
    let last: Times = { ours: 0, hash: 1, keys: 1, fallback: 0 };
    for (const rows of sizes) {
      last = await compareAt(cluster, rows);
      say(
        `${rows} rows: ours ${Math.round(last.ours)} ms, hashing all rows ${Math.round(last.hash)} ms, COPY of the keys ${Math.round(last.keys)} ms, our fallback ${Math.round(last.fallback)} ms`,
      );
      for (const [way, ms] of Object.entries(last)) figures[`${way}-${rows / 1_000}k-ms`] = ms;
    }
    return { ratios: { 'vs-full-hash': last.ours / last.hash, 'vs-key-copy': last.ours / last.keys }, figures };
  } finally {
    await cluster.stop();
  }
};

async function compareAt(cluster: Cluster, rows: number): Promise<Times> {
  const [name, copyName] = [`loss_${rows}`, `loss_${rows}_copy`];
  const url = cluster.url(name);
  await ask(cluster.url(), `CREATE DATABASE ${name}`);
  await ask(
    url,
    'CREATE TABLE orders (id bigint PRIMARY KEY, customer int, total numeric(10,2), note text, at timestamptz)',
  );
  await ask(
    url,
    `INSERT INTO orders SELECT n, n % 5000, n % 977, md5(n::text), now() FROM generate_series(1, ${rows}) n`,
  );
  await ask(url, 'VACUUM ANALYZE orders');
  const backup = await noteBackup(url);
  await ask(cluster.url(), `CREATE DATABASE ${copyName} TEMPLATE ${name}`);
  const some = Math.round(rows / 400);
  await ask(url, `UPDATE orders SET total = total + 1 WHERE id <= ${some}`);
  await ask(url, `DELETE FROM orders WHERE id > ${rows - some}`);
  await ask(
    url,
    `INSERT INTO orders SELECT n, 1, 1, 'new', now() FROM generate_series(${rows + 1}, ${rows + 2 * some}) n`,
  );
  const [{ oid } = { oid: '0' }] = await ask<{ oid: string }>(url, 'SELECT oid FROM pg_database WHERE datname = $1', [
    copyName,
  ]);
  const copy = ValidatedCopy.parse({
    name: copyName,
    oid: Number(oid),
    systemIdentifier: backup.manifest.systemIdentifier,
  });
  const elsewhere: StoredBackup = { ...backup, manifest: { ...backup.manifest, systemIdentifier: '1' } };
  const counter = createLossCounter({ target: { url }, folder: '/nowhere' });
  const count = async (of: StoredBackup) => refuseWrong(await counter.count(copy, of, effortOf('bench')), some);
  const times: { ours: number[]; hash: number[]; keys: number[] } = { ours: [], hash: [], keys: [] };
  for (let round = 0; round < rounds; round += 1) {
    times.ours.push(await timed(() => count(backup)));
    times.hash.push(await timed(() => Promise.all([url, cluster.url(copyName)].map(hashAllRows))));
    times.keys.push(
      await timed(() => Promise.all([url, cluster.url(copyName)].map((each) => copyKeys(cluster, each)))),
    );
  }
  const fallback = await timed(() => count(elsewhere));
  for (const each of [name, copyName]) await ask(cluster.url(), `DROP DATABASE ${each} WITH (FORCE)`);
  const median = (values: number[]) => percentile(values, 0.5);
  return { ours: median(times.ours), hash: median(times.hash), keys: median(times.keys), fallback };
}

/** A bench of wrong numbers would be worth nothing. */
function refuseWrong(report: LossReport, some: number): void {
  const [table] = report.tables;
  const right = rowsLost(report) === 3 * some && table?.updated === some && table.deleted === some;
  if (!right) throw new Error(`the count is wrong: ${JSON.stringify(table)}`);
}

async function noteBackup(url: string): Promise<StoredBackup> {
  const [facts] = await ask<Record<'snapshot' | 'lsn' | 'id' | 'oid', string>>(
    url,
    `SELECT pg_current_snapshot()::text AS snapshot, pg_current_wal_insert_lsn()::text AS lsn,
            (SELECT system_identifier::text FROM pg_control_system()) AS id,
            (SELECT oid FROM pg_database WHERE datname = current_database()) AS oid`,
  );
  const manifest = {
    id: '20261121T113400Z-manual-4f1c',
    snapshotAt: toInstant(new Date()),
    snapshot: facts?.snapshot,
    lsn: facts?.lsn,
    systemIdentifier: facts?.id,
    database: { oid: Number(facts?.oid) },
    largeObjects: 0,
  } as unknown as BackupManifest;
  return { manifest, proof: null };
}

async function hashAllRows(url: string): Promise<void> {
  await ask(
    url,
    `SELECT hashtextextended(id::text, 0) & 8191, count(*), sum(hashtextextended(t::text COLLATE "C", 0)) FROM orders t GROUP BY 1`,
  );
}

/** All keys of one side through psql, thrown away: what comparing them would cost comes on top. */
async function copyKeys(cluster: Cluster, url: string): Promise<void> {
  const copy = 'COPY (SELECT id FROM orders ORDER BY id) TO STDOUT';
  const child = spawn(cluster.programs.path('psql'), ['-X', '-c', copy, url], { stdio: ['ignore', 'pipe', 'inherit'] });
  child.stdout.resume();
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`psql ended with ${code}`);
}
