import { join } from 'node:path';
import { demoChannels, demoPeople } from '../slack/preset.ts';
import { failedRuns, outageThreshold } from './provider-outage.ts';
import type { Promptrefine } from './start.ts';

/** What PromptRefine's team wrote into recourse.yaml: the policy of documents G and B. */
export function promptrefinePolicy(
  service: Promptrefine,
  given: { readonly node: string; readonly backups: string },
): object {
  const program = (name: string) => join(import.meta.dirname, name);
  const run = (name: string, ...args: string[]) => ({
    run: [given.node, program(name), '--config', service.configFile, ...args],
  });
  return {
    name: 'promptrefine',
    title: 'PromptRefine',
    channel: demoChannels.operations.id,
    time_zone: 'Europe/Berlin',
    database: {
      url_env: 'PROMPTREFINE_DATABASE_URL',
      required_tables: ['users', 'prompts', 'prompt_versions', 'test_runs'],
      row_count_tolerance_percent: 60,
      orphan_queries: [
        {
          name: 'versions without their prompt',
          sql: 'SELECT count(*) FROM prompt_versions v WHERE NOT EXISTS (SELECT FROM prompts p WHERE p.id = v.prompt_id)',
        },
        {
          name: 'test runs without their prompt',
          sql: 'SELECT count(*) FROM test_runs r WHERE NOT EXISTS (SELECT FROM prompts p WHERE p.id = r.prompt_id)',
        },
      ],
      sample_queries: [
        { name: 'newest prompt', sql: 'SELECT id, title FROM prompts ORDER BY updated_at DESC LIMIT 1' },
        { name: 'newest test run', sql: 'SELECT id, status FROM test_runs ORDER BY id DESC LIMIT 1' },
      ],
    },
    migrations: { tool: 'drizzle', directory: service.migrations, apply: run('migrate.ts') },
    freeze: {
      methods: [
        { method: 'webhook', url: `${service.baseUrl}/admin/maintenance`, token_env: 'PROMPTREFINE_ADMIN_TOKEN' },
        { method: 'lock-tables', lock_timeout: '5s' },
      ],
      prove_for: '1s',
    },
    deploys: [
      {
        provider: 'command',
        name: 'promptrefine-api',
        deploy: run('deploy.ts', '--to', '{commit}'),
        current: run('deploy.ts', '--current'),
      },
    ],
    switches: [testRuns(service, run, program('ops/retry-test-runs.sql'))],
    smoke: smokeOf(service),
    watch: { for: '6s', every: '1s' },
    restore: { verification_commands: [{ name: 'schema matches the code', ...run('verify.ts') }] },
    preference: 'restore-first',
    authority: {
      profile: 'stand-in',
      roles: { 'team-lead': [demoPeople.lead.id], cto: [demoPeople.cto.id], 'on-call': [demoPeople.onCall.id] },
      contact: [
        { by: 'direct-message', wait: '20s' },
        { by: 'mention', wait: '20s' },
      ],
    },
    backups: { storage: { kind: 'folder', path: given.backups } },
  };
}

/** Test runs need the model provider; everything else does not (B11). */
function testRuns(
  service: Promptrefine,
  run: (name: string, ...args: string[]) => { readonly run: readonly string[] },
  script: string,
): object {
  return {
    name: 'test-runs',
    title: 'Test runs (model provider)',
    of: 'provider',
    state: { url: `${service.baseUrl}/admin/test-runs`, pointer: '/on', token_env: 'PROMPTREFINE_ADMIN_TOKEN' },
    disable: run('test-runs.ts', '--set', 'off'),
    enable: run('test-runs.ts', '--set', 'on'),
    evidence: {
      count: failedRuns,
      threshold: outageThreshold,
      affected: `SELECT correlation_id, error_message FROM test_runs
        WHERE status = 'failed' AND created_at BETWEEN now() - interval '1 day' AND now() ORDER BY id DESC`,
    },
    recheck: { every: '1s', url: `${service.provider.url}/healthz`, well_for: 3 },
    retry: { script },
  };
}

/** No user's prompt is called this. */
const smokeTitle = 'Recourse smoke check';

/** Login, list, create, version and restore flows, test runs (G9, B7); what they create they delete. */
function smokeOf(service: Promptrefine): object {
  const secret_headers = { 'x-recourse-smoke': 'PROMPTREFINE_SMOKE_TOKEN' };
  const content = 'Summarise the text below in three sentences.';
  return {
    base_url: service.baseUrl,
    checks: [
      { name: 'log in', method: 'POST', path: '/api/auth/login', body: service.account, keep: {} },
      { name: 'list prompts', path: '/api/prompts' },
      // A run that was cut off left a prompt behind whose id nobody knows any more.
      {
        name: 'remove what an interrupted check left',
        method: 'DELETE',
        path: `/api/prompts?title=${encodeURIComponent(smokeTitle)}`,
        secret_headers,
      },
      {
        name: 'create a prompt',
        method: 'POST',
        path: '/api/prompts',
        body: { title: smokeTitle, content },
        expect_status: 201,
        secret_headers,
        keep: { promptId: '/id' },
      },
      {
        name: 'add a version',
        method: 'POST',
        path: '/api/prompts/{promptId}/versions',
        body: { content: `${content} Be kind.`, changeNote: 'smoke check' },
        expect_status: 201,
        secret_headers,
      },
      {
        name: 'restore version 1',
        method: 'POST',
        path: '/api/prompts/{promptId}/versions/1/restore',
        expect_status: 201,
        secret_headers,
      },
      { name: 'list test runs', path: '/api/test-runs?promptId=1' },
      { name: 'delete the prompt', method: 'DELETE', path: '/api/prompts/{promptId}', secret_headers },
    ],
    ready_within: '30s',
  };
}

/** The secrets that the policy names, for the bot's environment. */
export function promptrefineSecrets(service: Promptrefine): Record<string, string> {
  return {
    PROMPTREFINE_DATABASE_URL: service.ownerUrl,
    PROMPTREFINE_ADMIN_TOKEN: service.adminToken,
    PROMPTREFINE_SMOKE_TOKEN: service.smokeToken,
  };
}
