import { z } from 'zod';
import { ChannelId, ServiceName } from '../ids.ts';
import { AftercarePolicy } from './aftercare.ts';
import { AlertPolicy } from './alerts.ts';
import { AuthorityPolicy, WindowPolicy } from './authority.ts';
import { BackupPolicy } from './backups.ts';
import { DatabasePolicy, FreezePolicy, MigrationPolicy } from './databases.ts';
import { DeployTarget } from './deploys.ts';
import { DigestPolicy } from './digest.ts';
import { DrillPolicy } from './drills.ts';
import { GithubPolicy } from './github.ts';
import { MailPolicy } from './mail.ts';
import { SecretName, TimeZone } from './measures.ts';
import { Preference, RestorePolicy, SmokePolicy, WatchPolicy } from './recovery.ts';
import { SwitchPolicy } from './switches.ts';
import { TriggerPolicy } from './triggers.ts';

/** One service and everything its team decided beforehand about its recovery. */
export const ServicePolicy = z.strictObject({
  name: ServiceName,
  title: z.string().min(1).max(60),
  environment: z.string().min(1).default('production'),
  channel: ChannelId,
  time_zone: TimeZone.default('UTC'),
  /** B1: where incidents are written down beside Slack, for people to follow. */
  owner_note: z.string().optional(),
  /** Where the code lives, so that the current commit can be filled in. */
  repository: z.strictObject({ path: z.string() }).optional(),
  database: DatabasePolicy,
  migrations: MigrationPolicy.optional(),
  freeze: FreezePolicy.prefault({}),
  deploys: z.array(DeployTarget).default([]),
  /** Features and uses of third parties that can be switched off for a while (P2 C, B11). */
  switches: z.array(SwitchPolicy).default([]),
  smoke: SmokePolicy.optional(),
  watch: WatchPolicy.prefault({}),
  restore: RestorePolicy.prefault({}),
  preference: Preference.default('restore-first'),
  /** R2: what is recommended where the rules disagree or say nothing; beside any preference. */
  when_in_doubt: z.enum(['roll-back', 'people-decide']).default('people-decide'),
  authority: AuthorityPolicy,
  window: WindowPolicy.prefault({}),
  backups: BackupPolicy,
  drill: DrillPolicy.prefault({}),
  digest: DigestPolicy.prefault({}),
  triggers: TriggerPolicy.prefault({}),
  /** This reaction on a message of the channel puts it into the timeline; false where none does. */
  timeline_reaction: z
    .union([z.string().regex(/^[a-z0-9_+'-]+$/, 'the name of an emoji, without colons'), z.literal(false)])
    .default('pushpin'),
  aftercare: AftercarePolicy.prefault({}),
  mail: MailPolicy.optional(),
  github: GithubPolicy.optional(),
});
export type ServicePolicy = z.infer<typeof ServicePolicy>;

/** `recourse.yaml`, whole. */
export const RecourseFile = z.strictObject({
  version: z.literal(1),
  slack: z
    .strictObject({
      bot_token_env: SecretName.default('SLACK_BOT_TOKEN'),
      app_token_env: SecretName.default('SLACK_APP_TOKEN'),
    })
    .prefault({}),
  alerts: AlertPolicy.optional(),
  services: z.array(ServicePolicy).min(1),
});
export type RecourseFile = z.infer<typeof RecourseFile>;
