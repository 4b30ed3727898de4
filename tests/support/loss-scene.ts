import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { createLossCounter } from '../../src/adapters/postgres/loss.ts';
import { toInstant } from '../../src/domain/ids.ts';
import type { LossReport } from '../../src/domain/loss.ts';
import type { BackupManifest, StoredBackup } from '../../src/domain/manifest.ts';
import { databaseUrl, onServer, owner } from './cluster.ts';
import { ask, asValidatedCopy, effortOf, newRun, until } from './target.ts';

/** A production database, a copy of it as it was, and the backup's manifest that the copy stands for. */
export interface LossScene {
  readonly url: string;
  readonly copyUrl: string;
  readonly backup: StoredBackup;
  count(): Promise<LossReport>;
  /** Counts as if production were another cluster: by comparing all rows. */
  countByHash(): Promise<LossReport>;
  exportRows(folder: string): Promise<{ where: string; rows: number }>;
  remove(): Promise<void>;
}

/** Builds production by `sql`, copies it whole, and notes the snapshot: everything after that is loss or gain. */
export async function stageLoss(sql: string): Promise<LossScene> {
  const word = randomBytes(5).toString('hex');
  const [name, copyName] = [`loss_${word}`, `loss_${word}_copy`];
  const [url, copyUrl] = [databaseUrl(name, owner()), databaseUrl(copyName, owner())];
  await ask(databaseUrl('postgres', owner()), `CREATE DATABASE ${name} TEMPLATE template0`);
  await ask(url, sql);
  // A transaction that is open anywhere on the server holds the snapshot's floor below what we have just made.
  await until(async () => {
    const settled = `SELECT FROM pg_class WHERE age(xmin) <= age(pg_snapshot_xmin(pg_current_snapshot())::xid)`;
    return (await ask(url, settled)).length === 0;
  }, 60_000);
  const [facts] = await ask<Record<'snapshot' | 'lsn' | 'id' | 'oid', string> & { at: Date }>(
    url,
    `SELECT pg_current_snapshot()::text AS snapshot, pg_current_wal_insert_lsn()::text AS lsn, clock_timestamp() AS at,
            (SELECT system_identifier::text FROM pg_control_system()) AS id,
            (SELECT oid FROM pg_database WHERE datname = current_database()) AS oid`,
  );
  await ask(databaseUrl('postgres', owner()), `CREATE DATABASE ${copyName} TEMPLATE ${name}`);
  const manifest = {
    id: '20261121T113400Z-manual-4f1c',
    snapshotAt: toInstant(facts?.at ?? new Date()),
    snapshot: facts?.snapshot,
    lsn: facts?.lsn,
    systemIdentifier: facts?.id,
    database: { name, oid: Number(facts?.oid) },
    largeObjects: 0,
  } as unknown as BackupManifest;
  const backup = { manifest, proof: null };
  const elsewhere = { manifest: { ...manifest, systemIdentifier: '1' }, proof: null };
  const copy = await asValidatedCopy(copyName);
  const counter = (folder = '/nowhere') => createLossCounter({ target: { url }, folder });
  return {
    url,
    copyUrl,
    backup,
    count: () => counter().count(copy, backup, effortOf(newRun())),
    countByHash: () => counter().count(copy, elsewhere, effortOf(newRun())),
    exportRows: async (folder) => {
      const effort = effortOf(newRun());
      return counter(folder).exportRows(copy, backup, await counter().count(copy, backup, effort), effort);
    },
    remove: () =>
      onServer(async (client) => {
        for (const each of [name, copyName]) await client.query(`DROP DATABASE IF EXISTS ${each} WITH (FORCE)`);
      }),
  };
}

/** Reads both sides whole into memory and compares them, as simply as it can be said. */
export async function bruteForce(
  scene: Pick<LossScene, 'url' | 'copyUrl'>,
  table: string,
  key: readonly string[],
): Promise<{ inserted: number; updated: number; deleted: number }> {
  const [live, copied] = [await readAll(scene.url, table), await readAll(scene.copyUrl, table)];
  const columns = Object.keys(live[0] ?? {}).filter((column) => column in (copied[0] ?? {}));
  const text = (row: Row, of: readonly string[]) => JSON.stringify(of.map((column) => row[column]));
  const bag = (rows: Row[], of: readonly string[]) => Map.groupBy(rows, (row) => text(row, of));
  const by = key.length > 0 ? key : columns;
  const [mine, theirs] = [bag(live, by), bag(copied, by)];
  const counts = { inserted: 0, updated: 0, deleted: 0 };
  for (const at of new Set([...mine.keys(), ...theirs.keys()])) {
    const [here, there] = [mine.get(at) ?? [], theirs.get(at) ?? []];
    counts.inserted += Math.max(0, here.length - there.length);
    counts.deleted += Math.max(0, there.length - here.length);
    const [left, right] = [here[0], there[0]];
    if (left !== undefined && right !== undefined && text(left, columns) !== text(right, columns)) counts.updated += 1;
  }
  return counts;
}

type Row = Record<string, string | null>;

async function readAll(url: string, table: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const types = { getTypeParser: () => (value: string) => value };
    return (await client.query<Row>({ text: `SELECT * FROM ${table}`, types })).rows;
  } finally {
    await client.end();
  }
}
