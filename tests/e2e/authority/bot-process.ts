import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { stringify } from 'yaml';
import { environmentForPrograms } from '../../../demo/cluster/environment.ts';
import { type Bot, startBot } from '../../../demo/host/start-bot.ts';
import type { LocalSlack } from '../../../demo/slack/client.ts';
import { cto, lead, onCall } from '../../support/incident-builder.ts';

type Policy = Record<string, unknown>;

/** A service as a team would write it; its database is only looked at when something is measured, which is not asked for here. */
export function serviceNamed(name: string, more: { authority?: Policy; window?: Policy } = {}): Policy {
  const { authority = {}, ...rest } = more;
  return {
    ...{ name, title: 'PromptRefine', channel: 'C0OPS' },
    database: { url_env: databaseVariable(name), required_tables: ['users'] },
    authority: { roles: { 'team-lead': [lead], cto: [cto], 'on-call': [onCall] }, ...authority },
    ...rest,
  };
}

function databaseVariable(service: string): string {
  return `${service.toUpperCase().replaceAll('-', '_')}_DATABASE_URL`;
}

/** No two services may share a database; nothing listens at these addresses. */
function databaseSecrets(services: readonly Policy[]): Record<string, string> {
  const names = services.map(({ name }) => String(name));
  const nowhere = (name: string) => `postgresql://nobody:${randomBytes(6).toString('hex')}@127.0.0.1:1/${name}`;
  return Object.fromEntries(names.map((name) => [databaseVariable(name), nowhere(name)]));
}

export interface BotProcess {
  start(entry?: string): Bot;
  readonly folder: string;
}

/** Call in a test: the real bot as a process, with this recourse.yaml, this Slack and this store. */
export function botProcess(given: {
  readonly slack: LocalSlack;
  readonly storeUrl: string;
  readonly services: readonly Policy[];
  readonly secrets?: Record<string, string>;
}): BotProcess {
  const folder = mkdtempSync(join(tmpdir(), 'recourse-authority-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const storage = { kind: 'folder', path: join(folder, 'backups') };
  const services = given.services.map((service) => ({ ...service, backups: { storage } }));
  const file = join(folder, 'recourse.yaml');
  writeFileSync(file, stringify({ version: 1, services }));
  const environment = {
    ...environmentForPrograms(),
    RECOURSE_CONFIG: file,
    DATABASE_URL: given.storeUrl,
    ...databaseSecrets(services),
    SLACK_API_URL: given.slack.apiUrl,
    SLACK_BOT_TOKEN: given.slack.botToken,
    SLACK_APP_TOKEN: given.slack.appToken,
    HEALTH_PORT: '0',
    ...given.secrets,
  };
  let starts = 0;
  return {
    folder,
    start(entry) {
      starts += 1;
      const logFile = join(folder, `bot-${starts}.log`);
      return startBot({ environment, logFile, ...(entry === undefined ? {} : { entry }) });
    },
  };
}
