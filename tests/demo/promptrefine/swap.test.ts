import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { withClient } from '../../../demo/cluster/with-client.ts';
import { installPromptrefine } from './installation.ts';

const soon = { timeout: 30_000 };
const at = installPromptrefine({ rate: 40 });

/** The gated swap by hand, as the owner: close, end sessions, copy, rename both, open. `meanwhile` runs while it is closed. */
function swapForCopy(meanwhile: () => Promise<void>): Promise<void> {
  const { database, owner } = at.service;
  return withClient(at.cluster.url('postgres', owner), async (client) => {
    await client.query(`ALTER DATABASE ${database} ALLOW_CONNECTIONS false`);
    await client.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1', [database]);
    const sessions = () => client.query('SELECT FROM pg_stat_activity WHERE datname = $1', [database]);
    await expect.poll(async () => (await sessions()).rowCount, soon).toBe(0);
    // The default strategy (15+) copies sequences with values still "in hand": a crash soon after gives ids out again.
    await client.query(`CREATE DATABASE ${database}_copy TEMPLATE ${database} STRATEGY FILE_COPY`);
    await meanwhile();
    await client.query('BEGIN');
    await client.query(`ALTER DATABASE ${database} RENAME TO ${database}_replaced`);
    await client.query(`ALTER DATABASE ${database}_copy RENAME TO ${database}`);
    await client.query('COMMIT');
  });
}

describe('the service', () => {
  const pids = async () =>
    (await at.sql("SELECT count(*)::int AS pids FROM pg_stat_activity WHERE application_name = 'promptrefine'"))[0];

  test('says 503 with the SQLSTATE while its database is closed, and comes back by itself on the swapped one', async () => {
    await expect.poll(async () => (await at.service.state()).traffic.ok, soon).toBeGreaterThan(40);
    expect(await pids()).not.toEqual({ pids: 0 });
    await swapForCopy(async () => {
      const closed = await at.send('GET', '/api/prompts');
      expect(closed).toMatchObject({ status: 503, body: { error: { sqlstate: '55000' } } });
      expect(closed.headers.get('retry-after')).toBe('1');
      expect((await at.send('GET', '/healthz')).status).toBe(200);
    });
    await expect.poll(async () => (await at.send('GET', '/api/prompts')).status, soon).toBe(200);

    const { body: made } = await at.send('POST', '/api/prompts', {
      body: { title: 'Written after the swap', content: 'x' },
      headers: await at.signIn(),
    });
    const find = `SELECT id::int FROM prompts WHERE title = 'Written after the swap'`;
    expect(await at.sql(find)).toEqual([{ id: made.id }]);
    expect(readFileSync(at.service.logFile, 'utf8')).toContain('55000');
  });

  test('outlives a restart of the server in the middle of its requests', async () => {
    const before = (await at.service.state()).traffic.ok;
    await at.cluster.restart('immediate');
    await expect.poll(async () => (await at.send('GET', '/api/prompts')).status, soon).toBe(200);
    await expect.poll(async () => (await at.service.state()).traffic.ok, soon).toBeGreaterThan(before + 40);
    const unexpected = Object.keys((await at.service.state()).traffic.byStatus).filter(
      (status) => !['200', '201', '404', '503'].includes(status),
    );
    expect(unexpected).toEqual([]);
  });

  test('answers a write with 503 while its tables are locked, and reads go on', async () => {
    await withClient(at.service.ownerUrl, async (client) => {
      await client.query('BEGIN; LOCK TABLE prompts, prompt_versions, test_runs IN EXCLUSIVE MODE');
      const headers = await at.signIn();
      const write = await at.send('POST', '/api/prompts', { body: { title: 'Too late', content: 'x' }, headers });
      expect(write).toMatchObject({ status: 503, body: { error: { sqlstate: '55P03' } } });
      expect((await at.send('GET', '/api/prompts')).status).toBe(200);
    });
  });
});
