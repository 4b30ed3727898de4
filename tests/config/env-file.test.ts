import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { exampleEnvironment, exampleSecrets, exampleText, folderWith } from './example.ts';

/** Loads the configuration in a process of its own, in a folder with this `.env`, and prints what came of it. */
function load(
  envFile: string,
  environment: Record<string, string>,
  text = exampleText,
): Promise<{ out: string; err: string }> {
  const folder = folderWith(text);
  writeFileSync(join(folder, '.env'), envFile);
  const program = `
    import { inspect } from 'node:util';
    import { loadConfig } from ${JSON.stringify(resolve('src/config.ts'))};
    try {
      const config = loadConfig();
      console.log(JSON.stringify({ level: config.logLevel, health: config.healthPort, token: config.slack.botToken.reveal().length }));
      console.log(inspect(config, { depth: 9 }), process.env.SHOP_OPS_TOKEN);
    } catch (error) {
      console.error(error.code, error.message, error.hint);
    }`;
  const args = ['--input-type=module', '-e', program];
  return new Promise((settle) => {
    execFile(process.execPath, args, { cwd: folder, env: environment }, (_, out, err) => settle({ out, err }));
  });
}

const asEnvFile = Object.entries({ ...exampleEnvironment, LOG_LEVEL: 'debug', HEALTH_PORT: '1' })
  .map(([name, value]) => `${name}=${value}`)
  .join('\n');

test('the environment wins over .env, and .env never reaches our children by itself', async () => {
  const { out, err } = await load(asEnvFile, { LOG_LEVEL: 'warn' });
  expect(err).toBe('');
  expect(JSON.parse(out.split('\n')[0] ?? '')).toEqual({
    level: 'warn',
    health: 1,
    token: exampleEnvironment.SLACK_BOT_TOKEN.length,
  });
  expect(out).toMatch(/ undefined\n$/);
  for (const secret of exampleSecrets) expect(out).not.toContain(secret);
});

test('what is wrong is said at once, one mistake a line', async () => {
  const { out, err } = await load(
    asEnvFile,
    { SLACK_APP_TOKEN: 'nonsense', PORT: 'x' },
    exampleText.replace('title: Shop', 'titel: Shop'),
  );
  expect(out).toBe('');
  expect(err).toMatch(
    /^bad-configuration 3 things are wrong with the configuration:\n {2}recourse\.yaml:\d+:\d+ services\[1\]\.titel/,
  );
  expect(err).toMatch(/\n {2}PORT: found another value.*\n {2}SLACK_APP_TOKEN: found another value/);
});
