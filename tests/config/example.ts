import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { onTestFinished } from 'vitest';
import { readSettings, type SettingsReading } from '../../src/config/read-settings.ts';

export const exampleText = readFileSync(resolve('recourse.example.yaml'), 'utf8');

/** The example's variables, each with a value that no other text holds. */
export const exampleEnvironment = {
  PATH: '/usr/bin',
  HOME: '/home/recourse',
  SLACK_BOT_TOKEN: 'xoxb-bot-5e1f7a9c',
  SLACK_APP_TOKEN: 'xapp-app-8d2b6c4e',
  PROMPTREFINE_DATABASE_URL: 'postgresql://pr_owner:pr-pass-1c9e@db.internal:5432/promptrefine',
  PROMPTREFINE_SMOKE_TOKEN: 'smoke-token-77aa',
  PROMPTREFINE_PAGER_URL: 'https://pager.example.com/hook/pager-secret-91bd',
  PROMPTREFINE_GITHUB_TOKEN: 'github-token-8b8b',
  PROMPTREFINE_SMTP_URL: 'smtps://status:smtp-pass-5a5a@mail.example.com:465',
  DEPLOY_TOKEN: 'deploy-token-42cc',
  PROMPTREFINE_SIGNING_KEY: 'signing-key-5d5d',
  RECOURSE_AGE_IDENTITY: '/etc/recourse/age.key',
  SHOP_DATABASE_URL: 'postgresql://shop_owner:shop%40pass-3f@db.internal/shop',
  SHOP_PGBOUNCER_ADMIN_URL: 'postgresql://admin:bouncer-pass-6b@127.0.0.1:6432/pgbouncer',
  SHOP_OPS_TOKEN: 'ops-token-0f0f',
  SHOP_PEOPLE_TOKEN: 'people-token-1d1d',
  SHOP_RENDER_TOKEN: 'render-token-6e6e',
  SHOP_VERCEL_TOKEN: 'vercel-token-7f7f',
  SHOP_DOCKER_HOST: 'unix:///run/shop/docker.sock',
  SHOP_BACKUP_KEY_ID: 'AKIA-backup-2e2e',
  SHOP_BACKUP_KEY: 'backup-key-3c3c',
  RECOURSE_ALERTS_SECRET: 'alerts-secret-8d8d',
  SHOP_BACKUP_SESSION: 'backup-session-4b4b',
} as const satisfies Record<string, string>;

/** What must never be seen in any output: the values above that are secrets, and the passwords inside them. */
export const exampleSecrets = [
  exampleEnvironment.SLACK_BOT_TOKEN,
  exampleEnvironment.SLACK_APP_TOKEN,
  exampleEnvironment.PROMPTREFINE_SMOKE_TOKEN,
  exampleEnvironment.DEPLOY_TOKEN,
  exampleEnvironment.RECOURSE_ALERTS_SECRET,
  exampleEnvironment.SHOP_OPS_TOKEN,
  exampleEnvironment.SHOP_PEOPLE_TOKEN,
  exampleEnvironment.SHOP_RENDER_TOKEN,
  exampleEnvironment.SHOP_VERCEL_TOKEN,
  exampleEnvironment.SHOP_BACKUP_KEY,
  exampleEnvironment.PROMPTREFINE_SIGNING_KEY,
  exampleEnvironment.SHOP_BACKUP_SESSION,
  'pr-pass-1c9e',
  'shop%40pass-3f',
  'shop@pass-3f',
  'bouncer-pass-6b',
  'github-token-8b8b',
  'smtp-pass-5a5a',
  'pager-secret-91bd',
];

/** A project's folder of its own with `recourse.yaml`, removed after the test. */
export function folderWith(text: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'recourse-config-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(join(folder, 'recourse.yaml'), text);
  writeFileSync(join(folder, 'package.json'), '{}');
  return folder;
}

/** Reads a file's text as Recourse would, with the example's environment and the changes given. */
export function readText(text: string, changes: Record<string, string> = {}): SettingsReading {
  return readSettings({ ...exampleEnvironment, ...changes }, folderWith(text));
}

/** The mistakes of a text; empty where it is right. */
export function mistakesOf(text: string, changes: Record<string, string> = {}): readonly string[] {
  const reading = readText(text, changes);
  return reading.kind === 'refused' ? reading.mistakes : reading.slackMistakes;
}
