import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { afterEach, describe, expect, test } from 'vitest';
import { type Cluster, startCluster } from '../../demo/cluster/start-cluster.ts';
import { askDatabase as ask } from '../../demo/cluster/with-client.ts';
import { databaseUrl, freshDatabase, owner } from '../support/cluster.ts';

describe('a throwaway cluster', () => {
  let cluster: Cluster | undefined;
  afterEach(() => cluster?.stop('immediate'));

  test('keeps acknowledged rows through a crash, and is gone without a trace when stopped', async () => {
    cluster = await startCluster({ settings: { work_mem: '7MB' } });
    await ask(cluster.url(), 'CREATE TABLE kept AS SELECT generate_series(1, 1000) AS id');
    const before = cluster.pid();
    await cluster.restart('immediate');
    expect(cluster.pid()).not.toBe(before);
    expect(await ask(cluster.url(), 'SELECT count(*)::int AS rows FROM kept')).toEqual([{ rows: 1000 }]);
    expect(await ask(cluster.url(), 'SHOW work_mem')).toEqual([{ work_mem: '7MB' }]);
    await cluster.stop();
    expect(existsSync(cluster.folder)).toBe(false);
  });

  test('asks for a password, and does not run as root', async () => {
    cluster = await startCluster();
    const wrong = cluster.url('postgres', { role: 'postgres', password: 'guess' });
    await expect(ask(wrong, 'SELECT 1')).rejects.toThrow('password authentication failed');
    expect(readFileSync(`/proc/${cluster.pid()}/status`, 'utf8')).not.toMatch(/^Uid:\s+0\s/m);
  });

  test('refuses a folder that already holds a cluster', async () => {
    cluster = await startCluster();
    await expect(startCluster({ dir: cluster.folder })).rejects.toThrow('There is already a cluster');
  });
});

describe('a cluster whose owner is killed with -9', () => {
  const starter = new URL('../support/cluster-owner.ts', import.meta.url).pathname;

  test('ends with it, and the next start sweeps its folder away', async () => {
    const parent = spawn(process.execPath, [starter], { stdio: ['ignore', 'pipe', 'inherit'] });
    const { pid, folder, url } = JSON.parse(await firstLine(parent)) as { pid: number; folder: string; url: string };
    expect(await ask(url, 'SELECT 1 AS up')).toEqual([{ up: 1 }]);
    parent.kill('SIGKILL');
    await once(parent, 'exit');
    await expect.poll(() => existsSync(`/proc/${pid}`), { timeout: 20_000 }).toBe(false);
    const next = await startCluster();
    await next.stop();
    expect(existsSync(folder)).toBe(false);
  });
});

async function firstLine(child: ChildProcess): Promise<string> {
  if (child.stdout === null) throw new Error('stdout is piped');
  const [line] = await once(createInterface({ input: child.stdout }), 'line');
  return String(line);
}

describe('a fresh database', () => {
  const template = {
    name: 'with_one_row',
    build: async (url: string) => {
      await ask(url, 'CREATE TABLE seed AS SELECT 7 AS id');
    },
  };
  const first = freshDatabase({ template });
  const second = freshDatabase({ template });

  test('is a copy of its template that belongs to an owner without superuser rights', async () => {
    expect(await ask(first.url, 'SELECT id, current_user::text AS me FROM seed')).toEqual([
      { id: 7, me: owner().role },
    ]);
    expect(await ask(first.url, 'SELECT rolsuper FROM pg_roles WHERE rolname = current_user')).toEqual([
      { rolsuper: false },
    ]);
  });

  test('shares nothing with another made from the same template', async () => {
    await ask(first.url, 'DELETE FROM seed');
    expect(await ask(second.url, 'SELECT id FROM seed')).toEqual([{ id: 7 }]);
    expect(
      await ask(
        databaseUrl('postgres'),
        `SELECT count(*)::int AS made FROM pg_database WHERE datname IN ('${first.name}', '${second.name}')`,
      ),
    ).toEqual([{ made: 2 }]);
  });
});
