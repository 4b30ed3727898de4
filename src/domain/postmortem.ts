import { z } from 'zod';
import type { Correction } from './correction.ts';
import { Evidence } from './database.ts';
import type { Vote } from './decision.ts';
import type { PlannedScripts } from './down-scripts.ts';
import type { FollowUp } from './follow-up.ts';
import type { Digest, IncidentId, Instant, PersonId } from './ids.ts';
import { LossReport } from './loss.ts';
import type { Actor } from './person.ts';
import type { PathName, PlannedBackup } from './plan.ts';
import type { RepairRehearsal } from './repair.ts';
import type { Trigger } from './trigger.ts';

/** The instants that every report of an incident must have, in the order in which they come (G12). */
export const milestoneNames = ['identified', 'declared', 'decided', 'frozen', 'promoted', 'recovered'] as const;
export type MilestoneName = (typeof milestoneNames)[number];

/** One of them, as the journal has it. */
export interface Milestone {
  readonly name: MilestoneName;
  readonly at: Instant | null;
  /** The entry that says so; null where none does. */
  readonly entry: number | null;
  /** `missing`: the way back that was taken has it, and the journal does not. */
  readonly standing: 'reached' | 'missing' | 'not-part-of-it';
}

/** A duration beside what the policy, or the plan that was approved, says about it. */
export interface Measure {
  readonly what: 'decision' | 'recovery' | 'writes-stopped' | 'outage' | 'data-age';
  readonly tookMs: number;
  /** Null where nothing was promised. */
  readonly allowedMs: number | null;
}

/** Nothing was written down between two entries for longer than a reader expects. */
export interface Silence {
  readonly after: number;
  readonly from: Instant;
  readonly until: Instant;
}

/** What `capture-evidence` leaves, as far as a report tells it (G4). */
export const CapturedEvidence = z.object({
  evidence: Evidence,
  runningCommit: z.string().nullable(),
  newestMigration: z.string().nullable(),
});

/** What `count-final-loss` leaves. */
export const FinalLoss = z.object({ report: LossReport, exportedTo: z.string(), exportedRows: z.number().int() });

/** What a step leaves that takes a backup of the state as it is. */
export const SafetyBackup = z.object({ id: z.string() });

/** What `redeploy-commit` set out to do: the commit of each target, and the one that ran there before. */
export const DeployedCommits = z.object({
  deploys: z.array(z.object({ target: z.string(), commit: z.string(), before: z.string().nullable() })),
});

/** Migrations and commits (G4, G12). What nobody could tell is null, and said to be unknown. */
export interface Forensics {
  readonly migration: string | null;
  readonly pending: readonly string[];
  readonly ledgerHead: string | null;
  readonly declaredCommit: string | null;
  readonly runningCommit: string | null;
  readonly backup: PlannedBackup | null;
  /** Backups of the state that was left behind, the newest of each step that takes one. */
  readonly safetyBackups: readonly string[];
  readonly deploys: readonly { readonly target: string; readonly commit: string; readonly before: string | null }[];
  readonly kept: string | null;
  readonly errorOutput: string | null;
  readonly correlationIds: readonly string[];
}

/** Everything that a post-mortem tells, read out of one journal and measured against the policy. Words are for others. */
export interface Postmortem {
  readonly incident: IncidentId;
  readonly service: { readonly name: string; readonly title: string; readonly environment: string };
  readonly declaredBy: PersonId;
  readonly seen: string;
  readonly triggers: readonly Trigger[];
  readonly milestones: readonly Milestone[];
  readonly measures: readonly Measure[];
  readonly path: { readonly prepared: PathName; readonly carriedOut: boolean; readonly used: string | null };
  readonly loss: {
    readonly stated: LossReport | null;
    readonly real: LossReport | null;
    readonly exportedTo: string | null;
    readonly exportedRows: number;
    /** What scripts took away, a repair wrote, or a fix ran, as it was rehearsed and voted on. */
    readonly scripts: PlannedScripts | null;
    readonly repair: RepairRehearsal | null;
    readonly correction: Correction | null;
  };
  readonly decision: {
    readonly vote: Vote;
    readonly at: Instant;
    readonly votes: readonly PersonId[];
    /** How long the plan said that it would take, in ms. */
    readonly expectedMs: number | null;
  } | null;
  readonly lapsedAt: Instant | null;
  readonly forensics: Forensics;
  readonly closing: {
    readonly by: Actor;
    readonly at: Instant;
    readonly rootCause: string;
    readonly wentWell: string | null;
    readonly wentBadly: string | null;
  } | null;
  readonly silences: readonly Silence[];
  readonly followUps: readonly FollowUp[];
  /** What this report rests on: whoever has the journal can check that it is this one. */
  readonly head: { readonly n: number; readonly digest: Digest };
}
