import type { PolicyGiven } from '../host/example-service.ts';
import { demoChannels, demoPeople } from '../slack/preset.ts';
import type { DigitalTwin } from './start.ts';

/** What the digital twin's team wrote into recourse.yaml: document S. */
export function digitalTwinPolicy(service: DigitalTwin, given: PolicyGiven): object {
  const compose = (...args: readonly string[]) => ({
    run: [service.docker, 'compose', ...args, 'backend', 'frontend'],
    cwd: service.checkout,
  });
  return {
    name: 'digitaltwin',
    title: 'Digital Twin',
    channel: demoChannels.operations.id,
    time_zone: 'Europe/Lisbon',
    repository: { path: service.checkout },
    database: {
      url_env: 'DIGITALTWIN_DATABASE_URL',
      required_tables: ['users', 'conversations', 'messages'],
      row_count_tolerance_percent: 60,
      sample_queries: [{ name: 'newest message', sql: 'SELECT id FROM messages ORDER BY id DESC LIMIT 1' }],
    },
    migrations: {
      tool: 'sql',
      directory: 'database/migrations',
      destructive: [{ migration: '010_transform_to_knowledge_base.sql', commit_before: service.commits.twins }],
      down_scripts: downScripts,
    },
    freeze: {
      methods: [{ method: 'command', freeze: compose('stop'), resume: compose('up', '--detach') }],
      prove_for: '1s',
    },
    deploys: [
      {
        provider: 'docker-compose',
        name: 'digitaltwin',
        directory: service.checkout,
        services: ['backend', 'frontend'],
        program: [service.docker, 'compose'],
        look_every: '200ms',
      },
    ],
    smoke: {
      base_url: service.baseUrl,
      checks: [
        { name: 'list assistants', path: '/api/assistants' },
        { name: 'chat', method: 'POST', path: '/api/chat', expect_status: 201 },
      ],
      ready_within: '30s',
    },
    watch: { for: '4s', every: '1s' },
    preference: 'when-in-doubt-roll-back',
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

/** S1, S4 and S5 as the rollback README has them, so that a machine can do them. */
const downScripts = {
  pattern: 'rollback/{number}_rollback_*.sql',
  guards: [
    {
      migration: '012_oauth_support_fixed.sql',
      name: 'without-password',
      title: 'people without a password',
      sql: 'SELECT count(*) FROM users WHERE password_hash IS NULL',
      options: [
        {
          name: 'temporary-password',
          title: 'give them a temporary password',
          sql: "UPDATE users SET password_hash = '$2b$10$TEMPORARY_HASH_INVALID_FOR_LOGIN' WHERE password_hash IS NULL",
        },
        { name: 'delete', title: 'delete these people', sql: 'DELETE FROM users WHERE password_hash IS NULL' },
        { name: 'skip', title: 'leave 012 as it is and take back 011 and 010 only', skip: true },
      ],
    },
  ],
  expect: [
    {
      migration: '010_transform_to_knowledge_base.sql',
      tables: ['digital_twins'],
      no_tables: ['knowledge_bases'],
      columns: ['conversations.twin_id', 'digital_twins.capabilities'],
      no_columns: ['digital_twins.share_url'],
    },
    {
      migration: '011_remove_handover.sql',
      tables: ['handover_notifications'],
      columns: ['conversations.handed_over_at'],
      enums: {
        conversation_status: ['active', 'handed_over', 'closed'],
        message_sender: ['user', 'assistant', 'professional'],
      },
    },
    {
      migration: '012_oauth_support_fixed.sql',
      no_columns: ['users.oauth_provider', 'users.oauth_id', 'users.avatar_url'],
      enums: { user_role: ['super_admin', 'professional', 'end_user'] },
    },
  ],
};

export function digitalTwinSecrets(service: DigitalTwin): Record<string, string> {
  return { DIGITALTWIN_DATABASE_URL: service.ownerUrl };
}
