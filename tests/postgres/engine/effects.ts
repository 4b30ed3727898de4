import pg from 'pg';
import { withClient } from '../../../demo/cluster/with-client.ts';
import { type Target, withClient as withTaggedClient } from '../../../src/adapters/postgres/connect.ts';
import { createFencing } from '../../../src/adapters/postgres/fencing.ts';
import { localProcesses } from '../../../src/adapters/system/local-processes.ts';
import type { Fencing } from '../../../src/ports/databases.ts';
import type { Effort, RunTag } from '../../../src/ports/run-tag.ts';

export interface Effect {
  readonly run: string;
  readonly step: string;
  readonly fence: number;
  readonly pid: number;
}

/**
 * A database in which steps leave rows that can be counted. It notices by itself when two of one incident are at work at
 * the same time: each holds a lock there for as long as its session lives.
 */
export interface EffectTable {
  readonly fencing: Fencing;
  leave(step: string, effort: Effort, between?: () => Promise<void>): Promise<void>;
  has(run: string, step: string): Promise<boolean>;
  takeBack(run: string, step: string): Promise<void>;
  of(run: string): Promise<Effect[]>;
  /** How often somebody found somebody else of the same incident at work. */
  overlaps(): Promise<number>;
  /** A session that carries the run's tag and lives until it is closed or fenced off. */
  session(effort: Pick<Effort, 'tag'>): Promise<pg.Client>;
}

export async function createEffectTable(url: string): Promise<void> {
  await withClient(url, (client) =>
    client.query(`CREATE TABLE effect (run text, step text, fence int, pid int, at timestamptz DEFAULT clock_timestamp());
      CREATE TABLE overlap (run text, step text, pid int)`),
  );
}

/** `place` sets this table's fences apart from those of other tests on the same cluster. */
export function effectTable(url: string, place: string): EffectTable {
  const target: Target = { url };
  const here = (tag: RunTag): RunTag => ({ run: `${place}-${tag.run}`, fence: tag.fence });
  const fencing = createFencing({ target, processes: localProcesses });
  const ask = async <Row extends pg.QueryResultRow>(sql: string, values: unknown[]): Promise<Row[]> =>
    withClient(url, async (client) => (await client.query<Row>(sql, values)).rows);
  return {
    fencing: { ...fencing, raise: (tag) => fencing.raise(here(tag)) },
    async leave(step, { tag }, between = async () => undefined) {
      await withTaggedClient(target, here(tag), undefined, async (client) => {
        const alone = await client.query<{ mine: boolean }>('SELECT pg_try_advisory_lock(hashtext($1)) AS mine', [
          tag.run,
        ]);
        const mark = [tag.run, step, process.pid];
        if (alone.rows[0]?.mine !== true) await client.query('INSERT INTO overlap VALUES ($1, $2, $3)', mark);
        await between();
        await client.query('INSERT INTO effect (run, step, pid, fence) VALUES ($1, $2, $3, $4)', [...mark, tag.fence]);
      });
    },
    has: async (run, step) => (await ask('SELECT FROM effect WHERE run = $1 AND step = $2', [run, step])).length > 0,
    takeBack: async (run, step) => void (await ask('DELETE FROM effect WHERE run = $1 AND step = $2', [run, step])),
    of: (run) => ask<Effect>('SELECT run, step, fence, pid FROM effect WHERE run = $1 ORDER BY at', [run]),
    overlaps: async () => (await ask('SELECT FROM overlap', [])).length,
    async session({ tag }) {
      const client = new pg.Client({
        connectionString: url,
        application_name: `recourse:${here(tag).run}:${tag.fence}`,
      });
      client.on('error', () => undefined);
      await client.connect();
      return client;
    },
  };
}
