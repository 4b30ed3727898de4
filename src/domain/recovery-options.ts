import type { Finding } from './finding.ts';
import type { BackupId, IncidentId, Instant } from './ids.ts';
import type { Effect } from './migration.ts';
import type { OpenPath } from './path-choice.ts';
import type { PathName } from './plan.ts';

/** `unproved`: nothing speaks against it, and nobody has tried it in this incident. */
export type OptionStanding = 'possible' | 'unproved' | 'impossible';

/** What this service's own past says, in ms. */
export interface PastDurations {
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly runs: number;
}

/** One way back as it stands for one incident (P7). */
export interface RecoveryOption {
  readonly path: OpenPath;
  readonly standing: OptionStanding;
  /** Why it stands so; for one that failed its rehearsal, the database's own words. */
  readonly why: string;
  /** What it gives up, as far as it is known. */
  readonly loss: string;
  /** From choosing it to a plan that can be voted on; null where this service never did. */
  readonly preparing: PastDurations | null;
  /** From the approval to the recovery. */
  readonly carryingOut: PastDurations | null;
  /** The latest instant at which it can be chosen and still be in time for `limit`; null where nothing measured says. */
  readonly latestStart: { readonly at: Instant; readonly for: string } | null;
  readonly isChosen: boolean;
}

/** A migration that ran on production, and what only a restore brings back (P1). */
export interface Destruction {
  readonly migration: string;
  readonly effects: readonly Effect[];
}

/** A commit, and whether it can run on the schema as it is now. */
export interface CommitStanding {
  readonly commit: string;
  /** Its subject, or where it is known from. */
  readonly about: string;
  readonly canRun: boolean;
  readonly why: string;
}

/** What can be undone at all, from the migrations, the ledger and the backups (P1, P4). */
export interface Reversibility {
  /** The backup that a restore would take; null where there is none. */
  readonly backup: { readonly id: BackupId; readonly snapshotAt: Instant; readonly head: string | null } | null;
  /** Since that backup; where there is none, ever. */
  readonly destroyed: readonly Destruction[];
  readonly commits: readonly CommitStanding[];
  /** The newest commit, other than the running one, that the code may go back to. */
  readonly newest: CommitStanding | null;
  /** Why the code cannot go back further, or at all. */
  readonly codeFloor: string | null;
  /** What could not be found out, in words. */
  readonly untold: readonly string[];
}

/** A kind of trouble, whether it can be rolled back, and how it is met (P7). */
export interface IssueClass {
  readonly issue: string;
  readonly canRollBack: 'yes' | 'no' | 'partly';
  readonly how: string;
  readonly paths: readonly PathName[];
  /** Whether what was declared or measured speaks of it. */
  readonly isThis: boolean;
}

/** Everything that the table of ways back shows, already judged and in the order of the policy. */
export interface RecoveryOptions {
  readonly incident: IncidentId;
  readonly service: { readonly title: string; readonly timeZone: string };
  readonly ranking: string;
  readonly options: readonly RecoveryOption[];
  readonly reversibility: Reversibility;
  readonly orphans: readonly Finding[];
  readonly classes: readonly IssueClass[];
  /** Only where nothing can bring back what a migration destroyed: what remains (P4). */
  readonly withoutBackup: readonly string[];
}
