import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { stringify } from 'yaml';
import { environmentForPrograms } from '../../demo/cluster/environment.ts';
import { startBot } from '../../demo/host/start-bot.ts';
import { databaseUrl, owner } from '../support/cluster.ts';

/** Secrets of the environment below; none may be in what a refused start prints. */
const secrets = ['xoxb-start-5e1f7a9c', 'xapp-start-8d2b6c4e', 'db-pass-1c9e', 'store-pass-77aa'] as const;
const [botToken, appToken, databasePassword, storePassword] = secrets;

const goodService = {
  name: 'shop',
  title: 'Shop',
  channel: 'C0OPS',
  database: { url_env: 'SHOP_DATABASE_URL', required_tables: ['orders'] },
  authority: { roles: { 'team-lead': ['U0DANA'], cto: ['U0ALEX'], 'on-call': ['U0SAM'] } },
  backups: { storage: { kind: 'folder', path: '../backups' } },
};

/** Starts the bot as `npm start` does, and gives what it printed when it ended by itself. */
async function refusedStart(given: {
  readonly service?: object;
  readonly environment?: Record<string, string>;
}): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'recourse-start-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  mkdirSync(join(folder, 'project'));
  const file = join(folder, 'project', 'recourse.yaml');
  writeFileSync(file, stringify({ version: 1, services: [given.service ?? goodService] }));
  const bot = startBot({
    logFile: join(folder, 'log'),
    environment: {
      ...environmentForPrograms(),
      RECOURSE_CONFIG: file,
      RECOURSE_STATE_DIR: join(folder, 'state'),
      SLACK_API_URL: 'http://127.0.0.1:9/api/',
      SLACK_BOT_TOKEN: botToken,
      SLACK_APP_TOKEN: appToken,
      SHOP_DATABASE_URL: `postgresql://shop:${databasePassword}@127.0.0.1:9/shop`,
      HEALTH_PORT: '0',
      ...given.environment,
    },
  });
  expect(await bot.ended).toMatchObject({ code: 1 });
  for (const secret of secrets) expect(bot.log()).not.toContain(secret);
  return bot.log();
}

test('a bad configuration ends the start with every mistake at once, each with its place', async () => {
  const { channel: _, ...withoutChannel } = goodService;
  const said = await refusedStart({
    service: {
      ...withoutChannel,
      database: { url_env: databasePassword, required_tables: [] },
      freeze: { prove_for: 'soon' },
      window: { lenght: '30m' },
    },
    environment: { SLACK_BOT_TOKEN: 'no token', HEALTH_PORT: 'eighty' },
  });
  for (const place of ['channel', 'database.url_env', 'required_tables', 'freeze.prove_for', 'lenght'])
    expect(said).toContain(place);
  expect(said).toMatch(/SLACK_BOT_TOKEN.*expected the bot token/);
  expect(said).toMatch(/HEALTH_PORT.*expected a port/);
  expect(said).toMatch(/recourse\.yaml:\d+:\d+/);
  expect(said).toContain('Correct them and start again');
  expect(said).not.toContain('    at ');
});

test('missing tools end the start, and say which and how to get them', async () => {
  const empty = mkdtempSync(join(tmpdir(), 'recourse-no-tools-'));
  onTestFinished(() => rmSync(empty, { recursive: true, force: true }));
  const said = await refusedStart({ environment: { PG_BIN: empty } });
  expect(said).toContain(`PostgreSQL programs not found in PG_BIN (${empty})`);
  expect(said).toMatch(/pg_dump.*pg_restore/);
  expect(said).toContain('apt-get install postgresql-client');
});

test('a refused password of its own store ends the start, and says whose it is', async () => {
  const url = databaseUrl('postgres', { role: owner().role, password: storePassword });
  const said = await refusedStart({ environment: { DATABASE_URL: url } });
  expect(said).toMatch(/password/i);
  expect(said).toContain('DATABASE_URL');
  expect(said).not.toContain('    at ');
});

test('a store that is not there ends the start, and says where it was looked for', async () => {
  const said = await refusedStart({
    environment: { DATABASE_URL: `postgresql://recourse:${storePassword}@127.0.0.1:9/recourse` },
  });
  expect(said).toContain('127.0.0.1:9');
  expect(said).not.toContain('    at ');
});
