import { join } from 'node:path';
import type { PolicyGiven } from '../host/example-service.ts';
import { demoChannels, demoPeople } from '../slack/preset.ts';
import { damageQueries } from './damage.ts';
import type { Party } from './start.ts';

/** What Party's team wrote into recourse.yaml: the policy of document P. */
export function partyPolicy(service: Party, { node, backups }: PolicyGiven): object {
  const run = (name: string, ...args: string[]) => ({
    run: [node, join(import.meta.dirname, name), '--config', service.configFile, ...args],
  });
  return {
    name: 'party',
    title: 'Party',
    channel: demoChannels.operations.id,
    time_zone: 'Europe/Berlin',
    repository: { path: service.checkout },
    database: {
      url_env: 'PARTY_DATABASE_URL',
      required_tables: ['Party', 'WaitlistEntry', 'AnimalOwner', 'Animal', 'Invoice'],
      orphan_queries: damageQueries.map(({ name, sql }) => ({ name, sql })),
      repairs: damageQueries.map(({ name, repair }) => ({ for: name, script: repair })),
      // P3: a few dozen entries are mended by hand; more than that is corruption.
      safe_repair_threshold: 60,
      sample_queries: [{ name: 'newest entry', sql: 'SELECT id FROM "WaitlistEntry" ORDER BY id DESC LIMIT 1' }],
    },
    migrations: {
      tool: 'prisma',
      directory: 'prisma/migrations',
      apply: run('migrate.ts'),
      destructive: [{ migration: '20260504090000_phase_4_drop_legacy', commit_before: service.commits.phase3 }],
    },
    deploys: [
      {
        provider: 'command',
        name: 'party',
        deploy: run('deploy.ts', '--to', '{commit}'),
        current: run('deploy.ts', '--current'),
      },
    ],
    switches: [
      {
        name: 'party-first',
        title: 'Party-first lists',
        of: 'feature',
        state: run('feature.ts'),
        disable: run('feature.ts', '--set', 'off'),
        enable: run('feature.ts', '--set', 'on'),
        evidence: { count: `SELECT ${damageQueries.map(({ sql }) => `(${sql})`).join(' + ')}`, threshold: 1 },
      },
    ],
    smoke: {
      base_url: service.baseUrl,
      checks: [
        { name: 'waitlist', path: '/api/waitlist' },
        { name: 'animal owners', path: '/api/animal-owners' },
        { name: 'enrol', method: 'POST', path: '/api/waitlist', expect_status: 201 },
      ],
      ready_within: '30s',
    },
    watch: { for: '4s', every: '1s' },
    restore: { verification_commands: [{ name: 'validate:sql', ...run('validate.ts') }] },
    preference: 'forward-fix-first',
    authority: {
      profile: 'stand-in',
      roles: { 'team-lead': [demoPeople.lead.id], cto: [demoPeople.cto.id], 'on-call': [demoPeople.onCall.id] },
      contact: [
        { by: 'direct-message', wait: '20s' },
        { by: 'mention', wait: '20s' },
      ],
    },
    backups: { storage: { kind: 'folder', path: backups } },
  };
}

/** The secrets that the policy names, for the bot's environment. */
export function partySecrets(service: Party): Record<string, string> {
  return { PARTY_DATABASE_URL: service.ownerUrl };
}
