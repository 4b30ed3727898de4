import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { readSettings } from '../../src/config/read-settings.ts';
import type { Settings } from '../../src/config/settings.ts';
import { exampleEnvironment, exampleSecrets, exampleText, folderWith, mistakesOf } from './example.ts';

function settingsOf(changes: Record<string, string> = {}, folder = folderWith(exampleText)): Settings {
  const reading = readSettings({ ...exampleEnvironment, ...changes }, folder);
  if (reading.kind === 'refused') throw new Error(reading.mistakes.join('\n'));
  return reading.settings;
}

describe('the environment', () => {
  test.each([
    ['PORT', '65536', 'PORT: found another value; expected a port from 0 to 65535'],
    ['HEALTH_PORT', 'many', 'HEALTH_PORT: found another value; expected a port from 0 to 65535'],
    ['LOG_LEVEL', 'verbose', 'LOG_LEVEL: found another value; expected one of trace, debug'],
    ['SLACK_MODE', 'pigeon', 'SLACK_MODE: found another value; expected socket or http'],
    ['SLACK_API_URL', 'slack.com', 'SLACK_API_URL: found another value; expected an address such as'],
    [
      'DATABASE_URL',
      'mysql://a:opensesame@b/c',
      'DATABASE_URL: found another value; expected a URL that begins with postgresql://',
    ],
    ['SLACK_BOT_TOKEN', 'opensesame', 'SLACK_BOT_TOKEN: found another value; expected the bot token'],
    ['SLACK_APP_TOKEN', '', 'SLACK_APP_TOKEN: found nothing; expected an app-level token'],
    ['RECOURSE_CONFG', 'x.yaml', 'RECOURSE_CONFG: found an unknown variable'],
  ])('a wrong %s is named and its value is not', (name, value, says) => {
    const mistakes = mistakesOf(exampleText, { [name]: value });
    expect(mistakes).toEqual([expect.stringContaining(says)]);
    expect(mistakes.join()).not.toContain('opensesame');
  });

  test('in http mode the signing secret is needed and the app token is not', () => {
    expect(mistakesOf(exampleText, { SLACK_MODE: 'http', SLACK_APP_TOKEN: '' })).toEqual([
      expect.stringContaining('SLACK_SIGNING_SECRET: found nothing'),
    ]);
    expect(mistakesOf(exampleText, { SLACK_MODE: 'http', SLACK_SIGNING_SECRET: 's1gn', SLACK_APP_TOKEN: '' })).toEqual(
      [],
    );
  });

  test('the terminal’s commands do without Slack', () => {
    const reading = readSettings({ ...exampleEnvironment, SLACK_BOT_TOKEN: '' }, folderWith(exampleText));
    expect(reading).toMatchObject({
      kind: 'read',
      slack: null,
      slackMistakes: [expect.stringContaining('SLACK_BOT_TOKEN')],
    });
  });

  test('a journal in the database that would be rolled back is refused', () => {
    const mistakes = mistakesOf(exampleText, { DATABASE_URL: 'postgres://other:pw99@db.internal/promptrefine' });
    expect(mistakes).toEqual([expect.stringContaining('the same database as Recourse’s own DATABASE_URL')]);
  });
});

describe('settings', () => {
  test('keep state in a folder unless a server is named', () => {
    const folder = folderWith(exampleText);
    expect(settingsOf({}, folder).store).toEqual({ kind: 'embedded', folder: join(folder, '.recourse/state') });
    const server = settingsOf({ DATABASE_URL: 'postgres://r:pw99@h/recourse' }).store;
    expect(server.kind === 'server' && server.url.reveal()).toBe('postgres://r:pw99@h/recourse');
  });

  test('have only absolute paths', () => {
    const folder = folderWith(exampleText);
    const [service] = settingsOf({}, folder).services;
    const repository = resolve(folder, '../promptrefine');
    expect(service).toMatchObject({
      repository: { path: repository },
      migrations: { directory: join(repository, 'drizzle') },
      deploys: [{ deploy: { cwd: repository }, current: { cwd: repository } }],
      restore: { verification_commands: [{ cwd: repository }, { cwd: repository }] },
      backups: { storage: { path: '/var/backups/recourse/promptrefine' } },
    });
  });

  test('cannot be changed', () => {
    const settings = settingsOf();
    expect(() => Object.assign(settings.services[0] ?? {}, { name: 'other' })).toThrow(TypeError);
    expect(() => Object.assign(settings.services[0]?.window ?? {}, { length: 0 })).toThrow(TypeError);
  });

  test('show no secret however they are printed', () => {
    const settings = settingsOf({ DATABASE_URL: 'postgres://r:store-pass-8a@h/recourse' });
    const secrets = [settings.secretOf('PROMPTREFINE_DATABASE_URL'), settings.store];
    const printed = [settings, secrets].map(
      (value) => inspect(value, { depth: 20, showHidden: true }) + JSON.stringify(value),
    );
    for (const secret of [...exampleSecrets, 'store-pass-8a']) expect(printed.join()).not.toContain(secret);
    expect(`${secrets[0]}`).toBe('«secret»');
  });

  test('strike their secrets out of any text', () => {
    const { strikeSecrets } = settingsOf({ DATABASE_URL: 'postgres://r:store-pass-8a@h/recourse' });
    const text = [...exampleSecrets.slice(2), 'store-pass-8a'].join(' and ');
    expect(strikeSecrets(text)).toBe(
      Array(exampleSecrets.length - 1)
        .fill('«secret»')
        .join(' and '),
    );
  });

  test('give a variable only to who is named in the file', () => {
    expect(settingsOf().secretOf('DEPLOY_TOKEN').reveal()).toBe('deploy-token-42cc');
    expect(() => settingsOf().secretOf('HOME')).toThrow('does not name the variable HOME');
    expect(settingsOf().childEnvironment).toEqual({ PATH: '/usr/bin', HOME: '/home/recourse' });
  });
});

test('a link from outside into the project does not take backups outside', () => {
  const folder = folderWith(exampleText);
  mkdirSync(join(folder, 'inner'));
  const link = `${folder}-link`;
  symlinkSync(join(folder, 'inner'), link);
  writeFileSync(join(folder, 'recourse.yaml'), exampleText.replace('/var/backups/recourse/shop', `${link}/backups`));
  const reading = readSettings(exampleEnvironment, folder);
  execFileSync('rm', [link]);
  expect(reading).toMatchObject({
    mistakes: [expect.stringContaining('found a folder inside the folder of recourse.yaml')],
  });
});

test('beside a file that lies in no project backups may be kept', () => {
  const folder = folderWith(exampleText.replace('/var/backups/recourse/shop', 'backups'));
  expect(readSettings(exampleEnvironment, folder).kind).toBe('refused');
  rmSync(join(folder, 'package.json'));
  expect(readSettings(exampleEnvironment, folder).kind).toBe('read');
});
