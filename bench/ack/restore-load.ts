import { join } from 'node:path';
import { execa } from 'execa';
import pg from 'pg';
import type { Cluster } from '../../demo/cluster/start-cluster.ts';

/** A restore that goes on and on while something else is measured. */
export interface RestoreLoad {
  /** Restores that were finished so far. */
  done(): number;
  stop(): Promise<void>;
}

const rows = 600_000;

/** Fills a database, dumps it once, and restores it over and over into scratch databases, two jobs at a time. */
export async function startRestoring(cluster: Cluster, folder: string): Promise<RestoreLoad> {
  await onServer(cluster, 'CREATE DATABASE load');
  const client = new pg.Client({ connectionString: cluster.url('load') });
  await client.connect();
  await client.query(
    `CREATE TABLE rows AS SELECT n AS id, md5(n::text) AS hash, repeat(md5(n::text), 3) AS body FROM generate_series(1, ${rows}) AS n`,
  );
  await client.query('CREATE INDEX ON rows (hash)');
  await client.query('ALTER TABLE rows ADD PRIMARY KEY (id)');
  await client.end();
  const dump = join(folder, 'dump');
  await execa(cluster.programs.path('pg_dump'), ['-Fd', '-j2', '-f', dump, cluster.url('load')]);

  let wanted = true;
  let done = 0;
  const ended = restoreAgain();
  async function restoreAgain(): Promise<void> {
    while (wanted) {
      await onServer(cluster, 'DROP DATABASE IF EXISTS load_scratch WITH (FORCE)');
      await onServer(cluster, 'CREATE DATABASE load_scratch');
      await execa(cluster.programs.path('pg_restore'), ['-j2', '-d', cluster.url('load_scratch'), dump]);
      done += 1;
    }
  }
  return {
    done: () => done,
    stop: async () => {
      wanted = false;
      await ended;
    },
  };
}

async function onServer(cluster: Cluster, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: cluster.url() });
  await client.connect();
  await client.query(sql);
  await client.end();
}
