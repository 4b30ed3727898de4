import { join } from 'node:path';
import { execa } from 'execa';
import { describe, expect, test } from 'vitest';
import { withClient } from '../../../demo/cluster/with-client.ts';
import { findMissingRows } from '../../../demo/promptrefine/traffic/acknowledged.ts';
import { installPromptrefine } from './installation.ts';

const at = installPromptrefine({ rate: 40 });
const scripts = new URL('../../../demo/promptrefine/', import.meta.url).pathname;

function runScript(name: string, ...args: string[]) {
  const command = [join(scripts, name), '--config', at.service.configFile, ...args];
  return execa(process.execPath, command, { reject: false, all: true });
}

interface RowCounts {
  users: number;
  prompts: number;
  prompt_versions: number;
  test_runs: number;
}

async function countRows(): Promise<RowCounts> {
  const count = (table: string) => `(SELECT count(*)::int FROM ${table}) AS ${table}`;
  const [counts] = await at.sql(`SELECT ${['users', 'prompts', 'prompt_versions', 'test_runs'].map(count).join(', ')}`);
  return counts as unknown as RowCounts;
}

describe('the bad migration', () => {
  test('goes through without an error, breaks the API, and takes rows that the service had acknowledged', async () => {
    await expect.poll(async () => (await at.service.acknowledged()).length, { timeout: 30_000 }).toBeGreaterThan(40);
    expect((await runScript('verify.ts')).exitCode).toBe(0);
    expect((await at.service.state()).traffic.failed).toBe(0);
    const before = await countRows();

    const bad = await at.service.runBadMigration();

    expect(bad.output).toContain('applied 0007_tidy_prompt_history');
    expect(bad.apiError).toMatchObject({ status: 500, sqlstate: '42703' });
    const headers = await at.signIn();
    const restore = await at.send('POST', '/api/prompts/6/versions/1/restore', { headers });
    expect(restore).toMatchObject({ status: 500, body: { error: { sqlstate: '42703' } } });
    expect((await at.service.state()).health?.commit).toBe(at.service.commits.bad);
    await at.service.setTrafficRate(0);
    const after = await countRows();
    expect(after.users).toBe(before.users);
    expect(after.prompt_versions).toBeLessThan(before.prompt_versions * 0.6);
    expect(after.test_runs).toBeLessThan(before.test_runs * 0.4);
    expect(await missingAcknowledged()).not.toEqual([]);
  });

  test('is named by the verification, with the column and the statement that needs it', async () => {
    const verified = await runScript('verify.ts');
    expect(verified.exitCode).toBe(1);
    expect(verified.stdout).toContain('FAILED  statement listPrompts: column p.current_version does not exist (42703)');
    expect(verified.stdout).toContain('ok      migration ledger');
  });

  test('is not undone by deploying the previous commit alone', async () => {
    const deployed = await runScript('deploy.ts', '--to', at.service.commits.good.slice(0, 7));
    expect(deployed).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining(`deployed ${at.service.commits.good}`),
    });
    expect((await runScript('deploy.ts', '--current')).stdout).toBe(at.service.commits.good);
    expect((await at.send('GET', '/api/prompts')).status).toBe(500);
    const verified = await runScript('verify.ts');
    expect(verified.exitCode).toBe(1);
    expect(verified.stdout).toContain('1 applied migration(s) do not belong to this commit');
  });

  test('is in no commit that deploy does not know', async () => {
    const deployed = await runScript('deploy.ts', '--to', 'deadbeef');
    expect(deployed.exitCode).toBe(1);
    expect(deployed.stderr).toContain('no commit deadbeef; known commits: 8d41f7c, c5e02b9');
  });

  async function missingAcknowledged() {
    const rows = await at.service.acknowledged();
    return withClient(at.service.ownerUrl, (client) => findMissingRows(client, rows));
  }
});
