import { z } from 'zod';
import { PersonId } from '../ids.ts';
import { CommandLine, Duration, HttpUrl, SecretName, TimeZone } from './measures.ts';
import { SmokeCheck } from './recovery.ts';

/** The application as a drill starts it on the scratch database. */
const DrillApplication = z.strictObject({
  /** Runs until the drill stops it; `timeout` is how long it may run at most. */
  start: CommandLine,
  /** The variable in which it expects the URL of its database: the scratch database, never production. */
  url_variable: SecretName.default('DATABASE_URL'),
  /** Answers 200 as soon as the application works. Best on this machine only. */
  health_url: HttpUrl,
  ready_within: Duration.default(60_000),
  /** Asked after that, at the same host and port. */
  checks: z.array(SmokeCheck).default([]),
});

const clockTime = z.string().regex(/^([01][0-9]|2[0-3]):[0-5][0-9]$/, 'a time of day such as 18:00');

/** When nobody is asked in a drill, in the drill's zone. A real incident asks at any hour. */
const QuietHours = z.union([
  z.literal('none'),
  z.strictObject({
    from: clockTime.default('18:00'),
    to: clockTime.default('09:00'),
    /** Whether Saturdays and Sundays are quiet all day. */
    weekends: z.boolean().default(true),
  }),
]);
export type QuietHours = z.infer<typeof QuietHours>;

/** Practised restores (B8). */
export const DrillPolicy = z.strictObject({
  /** Five-field cron expression in `time_zone`. B8: monthly. */
  schedule: z.string().default('0 4 1 * *'),
  /** Default: the service's own. */
  time_zone: TimeZone.optional(),
  /** What may be lost at most, as time: the longest stretch without a good backup. */
  rpo_objective: Duration.default(26 * 3_600_000),
  /** How long a recovery may take, from the first byte fetched to the last check passed. */
  rto_objective: Duration.default(3_600_000),
  /** Every so many drills the oldest backup that is kept is drilled instead of the latest weekly one; 0: never. */
  oldest_every: z.number().int().min(0).max(100).default(3),
  /** A drill that has not ended so long after it was due is told red. */
  overdue_after: Duration.default(6 * 3_600_000),
  /** Who looks after what a failed drill found. Default: whoever asked for it, else the first team lead. */
  owner: PersonId.optional(),
  /** What a failed drill found is due after this long. */
  follow_up_within: Duration.default(7 * 86_400_000),
  application: DrillApplication.optional(),
  /**
   * Whether the real people are asked for a decision that changes nothing, to measure whether one would come in time (S9):
   * `with-drill` at the first hour that is not quiet after each practised restore, `schedule` by `authority_schedule`.
   */
  authority: z.enum(['with-drill', 'schedule', 'off']).default('with-drill'),
  /** Five-field cron expression in `time_zone`, for `authority: schedule`. */
  authority_schedule: z.string().default('0 10 1 * *'),
  quiet_hours: QuietHours.prefault({}),
});
export type DrillPolicy = z.infer<typeof DrillPolicy>;
