import { z } from 'zod';
import { authorityBodies } from './authority-drill.ts';
import { Finding } from './finding.ts';
import { BackupId, Instant, PersonId } from './ids.ts';
import { BackupKind } from './manifest.ts';
import type { Actor } from './person.ts';

/** `promptrefine-drill-3`: how people name a drill, and what it left to be done. */
export const DrillId = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,39}-drill-[1-9][0-9]*$/, 'a drill such as promptrefine-drill-3')
  .brand('DrillId');
export type DrillId = z.infer<typeof DrillId>;

export function drillId(service: string, number: number): DrillId {
  return DrillId.parse(`${service}-drill-${number}`);
}

/** The parts of a drill, in order; each is timed. What makes up the RTO ends before the scratch database is removed. */
export const drillPhaseNames = {
  sweep: 'Sweep what earlier drills left',
  choose: 'Find the backup',
  inspect: 'Compare digests and signature',
  fetch: 'Fetch from the storage',
  decrypt: 'Decrypt with the real key',
  restore: 'Restore into scratch',
  validate: 'Validate',
  application: 'Start the application',
  smoke: 'Smoke checks',
  remove: 'Remove scratch',
} as const;
export const DrillPhase = z.enum(Object.keys(drillPhaseNames) as [keyof typeof drillPhaseNames]);
export type DrillPhase = keyof typeof drillPhaseNames;

export const PhaseTime = z.object({ phase: DrillPhase, durationMs: z.number().int().nonnegative() });
export type PhaseTime = z.infer<typeof PhaseTime>;

/** Which backup's turn it is (B8): the latest weekly snapshot, and now and then the oldest one that is kept. */
export const DrillTurn = z.enum(['latest-weekly', 'newest', 'oldest']);
export type DrillTurn = z.infer<typeof DrillTurn>;

/** Why a drill is held. `again`: the one of the same occasion was interrupted. */
export const DrillReason = z.enum(['schedule', 'caught-up', 'again', 'by-hand']);
export type DrillReason = z.infer<typeof DrillReason>;

/** What it was that did not work, each told as what it is. */
export const DrillTrouble = z.enum([
  'no-backup',
  'damaged-backup',
  'wrong-key',
  'restore-failed',
  'missing-table',
  'rows-differ',
  'schema-differs',
  'check-failed',
  'application-failed',
  'too-slow',
  'too-old',
  'interrupted',
  'not-reached',
  'not-held',
]);
export type DrillTrouble = z.infer<typeof DrillTrouble>;

/**
 * - `failed`: it was tried, and a recovery would not have succeeded within its objectives.
 * - `could-not-be-run`: something kept us from finding out, so nothing is known about the backup.
 * - `missed`: it was due and nobody was there to hold it.
 */
export const DrillResult = z.enum(['passed', 'failed', 'could-not-be-run', 'missed']);
export type DrillResult = z.infer<typeof DrillResult>;

/** What was drilled. */
export const DrilledBackup = z.object({
  id: BackupId,
  kind: BackupKind,
  snapshotAt: Instant,
  bytes: z.number().int().nonnegative(),
  rows: z.number().int().nonnegative(),
  encrypted: z.boolean(),
  signed: z.boolean(),
});
export type DrilledBackup = z.infer<typeof DrilledBackup>;

/** How long a recovery takes, and what it would lose, beside what the team promised itself. In ms; null: not measured. */
export const DrillMeasures = z.object({
  rtoMs: z.number().int().nonnegative().nullable(),
  rtoObjectiveMs: z.number().int().positive(),
  /** Between the newest good backup and the beginning of the drill. */
  rpoNowMs: z.number().int().nonnegative().nullable(),
  /** The longest stretch without a good backup, as far back as every nightly one is kept. The objective judges this. */
  rpoWorstMs: z.number().int().nonnegative().nullable(),
  rpoObjectiveMs: z.number().int().positive(),
});
export type DrillMeasures = z.infer<typeof DrillMeasures>;

export const DrillReport = z.object({
  result: DrillResult,
  /** What did not work, the gravest first; null for a drill that passed. */
  trouble: z.object({ kind: DrillTrouble, say: z.string(), hint: z.string() }).nullable(),
  turn: DrillTurn.nullable(),
  backup: DrilledBackup.nullable(),
  beganAt: Instant,
  endedAt: Instant,
  phases: z.array(PhaseTime),
  findings: z.array(Finding),
  measures: DrillMeasures,
});
export type DrillReport = z.infer<typeof DrillReport>;

/** What a drill that did not pass leaves to be done, by whom and until when. */
const FollowUpWish = z.object({ say: z.string(), owner: PersonId.nullable(), dueAt: Instant });
export type FollowUpWish = z.infer<typeof FollowUpWish>;

/** Everything that can be written about the drills of one service in one environment, in order. */
export const DrillEntryBody = z.discriminatedUnion('kind', [
  /** From here on drills are due by this schedule. */
  z.object({ kind: z.literal('calendar-set'), schedule: z.string(), timeZone: z.string() }),
  z.object({
    kind: z.literal('drill-asked'),
    number: z.number().int().positive(),
    reason: DrillReason,
    /** When it was due by the calendar; null for one by hand. */
    due: Instant.nullable(),
    /** Who asked, where that is no Slack id: a name from the terminal. */
    from: z.string().max(80).nullable(),
  }),
  /** Due, and nobody was there: told red, and never held. */
  z.object({
    kind: z.literal('drill-missed'),
    number: z.number().int().positive(),
    due: Instant,
    report: DrillReport,
    followUp: FollowUpWish,
  }),
  z.object({ kind: z.literal('drill-began'), number: z.number().int().positive() }),
  z.object({ kind: z.literal('phase-ended'), number: z.number().int().positive(), time: PhaseTime }),
  z.object({
    kind: z.literal('drill-ended'),
    number: z.number().int().positive(),
    report: DrillReport,
    /** In one entry with the report, so that no crash forgets it. */
    followUp: FollowUpWish.nullable(),
  }),
  z.object({ kind: z.literal('follow-up-done'), number: z.number().int().positive(), say: z.string().max(3_000) }),
  /** The picture of the trend is on its way to the channel; nobody else sends it meanwhile. */
  z.object({
    kind: z.literal('picture-began'),
    number: z.number().int().positive(),
    attempt: z.number().int().positive(),
  }),
  z.object({ kind: z.literal('picture-shared'), number: z.number().int().positive() }),
  ...authorityBodies,
]);
export type DrillEntryBody = z.infer<typeof DrillEntryBody>;

export interface DrillDraft {
  readonly body: DrillEntryBody;
  readonly by: Actor;
}

export interface DrillEntry extends DrillDraft {
  readonly n: number;
  /** By the store's clock. */
  readonly recordedAt: Instant;
  /** The key of the request that wrote it. */
  readonly once: string | null;
}
