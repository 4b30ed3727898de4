import { z } from 'zod';
import { Duration, SecretName, TimeZone } from './measures.ts';

const storage = z.discriminatedUnion('kind', [
  /** A folder outside the project (B4). */
  z.strictObject({ kind: z.literal('folder'), path: z.string().min(1) }),
]);

export const BackupPolicy = z.strictObject({
  storage,
  /** Five-field cron expressions in `time_zone`. Defaults: B2. */
  nightly: z.string().default('15 2 * * *'),
  weekly: z.string().default('30 3 * * 0'),
  time_zone: TimeZone.default('UTC'),
  /** B3: nightly 14 days, weekly 8 weeks. */
  keep_nightly: Duration.default(14 * 86_400_000),
  keep_weekly: Duration.default(56 * 86_400_000),
  /** A backup older than this is named as stale on the card. */
  fresh_for: Duration.default(26 * 3_600_000),
  jobs: z.number().int().min(1).max(32).default(2),
  /** age recipients (`age1…`). With recipients set, artefacts are encrypted before they are written (B4). */
  recipients: z.array(z.string().startsWith('age1')).default([]),
  /** Environment variable with the PATH of the age identity file, for machines that restore. */
  identity_file_env: SecretName.optional(),
  /** The runbook's `--no-owner --no-acl` (B5). Off by default: see docs/decisions. */
  drop_owners_and_rights: z.boolean().default(false),
});
