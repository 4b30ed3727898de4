import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { stringify } from 'yaml';
import { type LocalSlack, startLocalSlack } from '../../../demo/slack/client.ts';
import { demoChannels, demoPeople, demoWorkspace } from '../../../demo/slack/preset.ts';
import { check } from '../../../src/cli/check/run-check.ts';
import { readSettings } from '../../../src/config/read-settings.ts';
import type { Finding } from '../../../src/domain/finding.ts';

/** What a check of the world found. */
export interface Checked {
  readonly exitCode: number;
  readonly findings: readonly Finding[];
  /** Findings of one subject with one result, as `say → hint`. */
  of(check: string, result: Finding['result']): string[];
}

/** A configured machine whose parts `adapt` and `variables` break. */
export interface Wishes {
  readonly url: string;
  readonly adapt?: (service: Record<string, unknown>) => Record<string, unknown>;
  readonly variables?: Record<string, string>;
}

export interface CheckWorld {
  /** Everything of it lies in here. */
  readonly folder: string;
  readonly slack: LocalSlack;
  check(wishes: Wishes): Promise<Checked>;
  /** The lines that a person sees. */
  show(wishes: Wishes): Promise<string[]>;
}

/** Opens the world before the tests of a file and closes it after them. */
export function checkWorld(): CheckWorld {
  const opened: { folder?: string; slack?: LocalSlack } = {};
  beforeAll(async () => {
    opened.folder = await mkdtemp(join(tmpdir(), 'recourse-check-'));
    opened.slack = await startLocalSlack({
      workspace: demoWorkspace(JSON.parse(readFileSync('manifest.json', 'utf8'))),
    });
    writeFileSync(join(opened.folder, 'current.sh'), '#!/bin/sh\necho 4f1c2ab\n', { mode: 0o755 });
    execFileSync('age-keygen', ['-o', join(opened.folder, 'age.key')], { stdio: 'ignore' });
  });
  afterAll(async () => {
    await opened.slack?.close();
    await rm(opened.folder ?? '', { recursive: true, force: true });
  });
  const world: CheckWorld = {
    get folder() {
      if (opened.folder === undefined) throw new Error('the world is not open yet');
      return opened.folder;
    },
    get slack() {
      if (opened.slack === undefined) throw new Error('the world is not open yet');
      return opened.slack;
    },
    check: (wishes) => checkIn(world, wishes),
    show: async (wishes) => (await run(world, wishes, 'text')).lines,
  };
  return world;
}

async function checkIn(world: CheckWorld, given: Wishes): Promise<Checked> {
  const { exitCode, lines } = await run(world, given, 'json');
  const findings = lines.map((line) => JSON.parse(line) as Finding);
  return {
    exitCode,
    findings,
    of: (subject, result) =>
      findings
        .filter((finding) => finding.check.endsWith(subject) && finding.result === result)
        .map(({ say, hint }) => (hint === undefined ? say : `${say} → ${hint}`)),
  };
}

async function run(
  world: CheckWorld,
  { url, adapt = (service) => service, variables = {} }: Wishes,
  format: 'text' | 'json',
): Promise<{ exitCode: number; lines: string[] }> {
  const file = { version: 1, services: [adapt(serviceOf(world))] };
  writeFileSync(join(world.folder, 'recourse.yaml'), stringify(file));
  const lines: string[] = [];
  const terminal = { out: (line: string) => void lines.push(line), err: (line: string) => void lines.push(line) };
  const reading = readSettings({ ...environmentOf(world), APP_DATABASE_URL: url, ...variables }, world.folder);
  return { exitCode: await check(reading, { format }, terminal), lines };
}

function environmentOf({ slack, folder }: CheckWorld): Record<string, string> {
  return {
    PATH: '/usr/local/bin:/usr/bin:/bin',
    SLACK_API_URL: slack.apiUrl,
    SLACK_BOT_TOKEN: slack.botToken,
    SLACK_APP_TOKEN: slack.appToken,
    AGE_IDENTITY: join(folder, 'age.key'),
  };
}

function serviceOf({ folder, slack }: CheckWorld): Record<string, unknown> {
  const recipient = /age1\w+/.exec(readFileSync(join(folder, 'age.key'), 'utf8'))?.[0];
  return {
    name: 'app',
    title: 'App',
    channel: demoChannels.operations.id,
    database: {
      url_env: 'APP_DATABASE_URL',
      required_tables: ['users'],
      sample_queries: [{ name: 'somebody', sql: 'SELECT id FROM users LIMIT 1' }],
    },
    deploys: [
      {
        provider: 'command',
        name: 'api',
        deploy: { run: ['./current.sh', '{commit}'] },
        current: { run: ['./current.sh'] },
      },
    ],
    // Anything that answers will do for a look from outside.
    smoke: { base_url: slack.url, checks: [{ name: 'home', path: '/' }] },
    authority: {
      roles: { 'team-lead': [demoPeople.lead.id], cto: [demoPeople.cto.id], 'on-call': { user_group: 'S0ONCALL' } },
    },
    backups: {
      storage: { kind: 'folder', path: join(folder, 'backups') },
      recipients: [recipient],
      identity_file_env: 'AGE_IDENTITY',
    },
  };
}
