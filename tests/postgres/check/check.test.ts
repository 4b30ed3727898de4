import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { findFreePort } from '../../../demo/cluster/free-port.ts';
import { demoPeople } from '../../../demo/slack/preset.ts';
import { freshDatabase, onServer } from '../../support/cluster.ts';
import { checkWorld } from './world.ts';

const database = freshDatabase();
const world = checkWorld();

beforeAll(() =>
  onServer(
    (client) => client.query('CREATE TABLE users (id bigint PRIMARY KEY); ALTER TABLE users OWNER TO test_owner'),
    database.name,
  ),
);

describe('a machine on which a recovery would work', () => {
  test('has no error', async () => {
    const { exitCode, findings } = await world.check({ url: database.url });
    expect(findings.filter(({ result }) => result === 'failed')).toEqual([]);
    expect(findings.length).toBeGreaterThan(15);
    expect(exitCode).toBe(0);
  });

  test('is shown in one line per finding, and a sum', async () => {
    const lines = await world.show({ url: database.url });
    expect(lines.slice(0, -1).filter((line) => !/^[✓!✗·] [a-z ]+: ./.test(line) || line.includes('\n'))).toEqual([]);
    expect(lines[0]).toMatch(/^✓ programs: PostgreSQL programs \d+\.\d+ in /);
    expect(lines.at(-1)).toMatch(/^0 error\(s\), \d+ warning\(s\)$/);
  });

  test('is warned about programs with a known hole', async () => {
    const { of } = await world.check({ url: database.url });
    const [, version = ''] = /programs (\d+\.\d+)/.exec(of('programs', 'passed')[0] ?? '') ?? [];
    if (version === '15.18') expect(of('programs', 'warned').join()).toContain('CVE-2026-116314');
  });

  test('tells who decides, where, on what and for which commit', async () => {
    const { of } = await world.check({ url: database.url });
    expect(of('people', 'passed')).toEqual([
      `team lead: ${demoPeople.lead.id}`,
      `CTO: ${demoPeople.cto.id}`,
      `on-call engineer: ${demoPeople.onCall.id}`,
    ]);
    expect(of('channel', 'passed')).toEqual(['the bot is in C0OPS']);
    expect(of('encryption', 'passed')).toEqual(['a trial text came back, for 1 recipient(s)']);
    expect(of('deploys', 'passed')).toEqual(['api runs 4f1c2ab']);
    expect(of('database', 'passed')).toContain('all 1 required tables');
  });
});

const at = (key: string, changes: object) => (service: Record<string, unknown>) => ({
  ...service,
  [key]: { ...(service[key] as object), ...changes },
});
const wrongPassword = () => database.url.replace(/:[^:@]+@/, ':opensesame@');

type Broken = Omit<Parameters<typeof world.check>[0], 'url'> & { readonly url?: string };

/** What is broken, under which subject it shows, what is said, and how to break it. */
const breakages: readonly (readonly [string, string, RegExp, () => Broken])[] = [
  ['a wrong password', 'database', /did not let us in.*28P01/, () => ({ url: wrongPassword() })],
  ['a server that is not there', 'rights', /ECONNREFUSED/, () => ({ url: 'postgres://u:opensesame@127.0.0.1:1/app' })],
  [
    'a database that is not there',
    'storage',
    /3D000/,
    () => ({ url: database.url.replace(/\/test_\w+$/, '/nowhere') }),
  ],
  [
    'a required table that is missing',
    'database',
    /required tables are missing: orders/,
    () => ({ adapt: at('database', { required_tables: ['users', 'orders'] }) }),
  ],
  [
    'a query that does not run',
    'database',
    /the query "typo" does not run: .*"userz" does not exist/,
    () => ({ adapt: at('database', { sample_queries: [{ name: 'typo', sql: 'SELECT 1 FROM userz' }] }) }),
  ],
  [
    'a query that would change something',
    'database',
    /the query "harm" does not run/,
    () => ({ adapt: at('database', { sample_queries: [{ name: 'harm', sql: 'SELECT 1; DELETE FROM users' }] }) }),
  ],
  [
    'a bot token of nobody',
    'slack',
    /the bot token: invalid_auth/,
    () => ({ variables: { SLACK_BOT_TOKEN: 'xoxb-opensesame' } }),
  ],
  ['no app token', 'slack', /SLACK_APP_TOKEN: found nothing/, () => ({ variables: { SLACK_APP_TOKEN: '' } })],
  [
    'a channel without the bot',
    'channel',
    /C0GENERAL: not_in_channel → Invite the bot/,
    () => ({ adapt: (service: object) => ({ ...service, channel: 'C0GENERAL' }) }),
  ],
  [
    'a person whom nobody knows',
    'people',
    /CTO: <@U0NOBODY> is not known/,
    () => ({ adapt: at('authority', { roles: { 'team-lead': [demoPeople.lead.id], cto: ['U0NOBODY'] } }) }),
  ],
  [
    'an on-call command that fails',
    'people',
    /on-call engineer: .*ended with 1/,
    () => ({
      adapt: at('authority', { roles: { cto: [demoPeople.cto.id], 'on-call': { command: { run: ['false'] } } } }),
    }),
  ],
  [
    'a storage that cannot be written',
    'storage',
    /cannot be written \(ENOTDIR\)/,
    () => ({
      adapt: at('backups', { storage: { kind: 'folder', path: join(world.folder, 'current.sh', 'backups') } }),
    }),
  ],
  [
    'a deploy that does not say what runs',
    'deploys',
    /api does not say which commit it runs/,
    () => ({
      adapt: (service: object) => ({
        ...service,
        deploys: [
          { provider: 'command', name: 'api', deploy: { run: ['true', '{commit}'] }, current: { run: ['false'] } },
        ],
      }),
    }),
  ],
  [
    'a deploy without its program',
    'deploys',
    /no program nowhere/,
    () => ({
      adapt: (service: object) => ({
        ...service,
        deploys: [
          { provider: 'command', name: 'api', deploy: { run: ['true', '{commit}'] }, current: { run: ['nowhere'] } },
        ],
      }),
    }),
  ],
  [
    'a vendor that cannot be reached',
    'deploys',
    /web: Render could not be asked to read the service: nothing listens there/,
    () => ({
      variables: { RENDER_TOKEN: 'rnd_5c8e0a' },
      adapt: (service: object) => ({
        ...service,
        deploys: [
          {
            provider: 'render',
            name: 'web',
            service: 'srv-web',
            token_env: 'RENDER_TOKEN',
            api_url: 'http://127.0.0.1:2/v1',
            look_every: '10ms',
          },
        ],
      }),
    }),
  ],
  [
    'a gate for a role that is not there',
    'freeze',
    /roles that do not exist: nobody_here/,
    () => ({
      adapt: (service: object) => ({
        ...service,
        freeze: { methods: [{ method: 'connection-gate', roles: ['test_owner', 'nobody_here'] }] },
      }),
    }),
  ],
  ['no programs where PG_BIN points', 'programs', /not found in PG_BIN/, () => ({ variables: { PG_BIN: '/nowhere' } })],
  [
    'state in a folder that cannot be',
    'state',
    /cannot be written \(ENOTDIR\)/,
    () => ({ variables: { RECOURSE_STATE_DIR: join(world.folder, 'current.sh', 'state') } }),
  ],
];

describe('what would make a recovery fail is found', () => {
  test.each(breakages)('%s', async (_, subject, says, broken) => {
    const { exitCode, of, findings } = await world.check({ url: database.url, ...broken() });
    expect(of(subject, 'failed')).toEqual([expect.stringMatching(says)]);
    expect(exitCode).toBe(1);
    expect(JSON.stringify(findings)).not.toContain('opensesame');
  });

  test('an identity that cannot open what is encrypted', async () => {
    const stranger = join(world.folder, 'stranger.key');
    execFileSync('age-keygen', ['-o', stranger], { stdio: 'ignore' });
    const { of } = await world.check({ url: database.url, variables: { AGE_IDENTITY: stranger } });
    expect(of('encryption', 'failed')).toEqual([
      expect.stringContaining('what is encrypted cannot be opened with AGE_IDENTITY'),
    ]);
  });

  test('a service that is down is only a warning: it may be down for good reasons', async () => {
    const down = { base_url: `http://127.0.0.1:${await findFreePort()}`, checks: [{ name: 'home', path: '/' }] };
    const { of, exitCode } = await world.check({
      url: database.url,
      adapt: (service) => ({ ...service, smoke: down }),
    });
    expect(of('smoke', 'warned')).toEqual([expect.stringContaining('nothing listens there')]);
    expect(exitCode).toBe(0);
  });

  test('a prepared transaction, which a rename would wait for', async () => {
    await onServer(
      (client) => client.query("BEGIN; CREATE TABLE held (); PREPARE TRANSACTION 'left-behind'"),
      database.name,
    );
    const { of } = await world.check({ url: database.url });
    await onServer((client) => client.query("ROLLBACK PREPARED 'left-behind'"), database.name);
    expect(of('database', 'warned')).toContainEqual(
      expect.stringContaining("prepared transaction 'left-behind' of postgres"),
    );
  });
});

test('a configuration that is wrong is listed line by line, and nothing else is looked at', async () => {
  const lines = await world.show({
    url: database.url,
    adapt: (service) => ({ ...service, titel: 'App', channel: '#ops' }),
  });
  expect(lines).toEqual([
    expect.stringMatching(/^✗ configuration: recourse\.yaml:\d+:\d+ services\[0\]\.channel: found "#ops"/),
    expect.stringMatching(/^✗ configuration: recourse\.yaml:\d+:\d+ services\[0\]\.titel: .*did you mean title\?/),
    '· the rest: not looked at, because it rests on the configuration',
    '2 error(s), 0 warning(s)',
  ]);
});
