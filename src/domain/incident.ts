import type { AuthorityDrillId } from './authority-drill.ts';
import type { FormerAutoDeploys } from './auto-deploy.ts';
import type { Vote } from './decision.ts';
import type { Declaration } from './declaration.ts';
import type { Dispatch, DispatchName } from './dispatch.ts';
import type { Finding } from './finding.ts';
import type { FollowUp } from './follow-up.ts';
import type { BackupId, Digest, IncidentId, Instant, PersonId } from './ids.ts';
import type { UserMail } from './mail.ts';
import type { PathChoice, Replacement } from './path-choice.ts';
import type { Actor, Role } from './person.ts';
import type { ProposedPlan, StepName } from './plan.ts';
import type { FormerSwitches } from './switches.ts';

/**
 * Where an incident stands.
 *
 * ```
 * declared ──▶ preparing ──plan-proposed──▶ deciding ──approve──▶ executing ──▶ recovered ──▶ closed
 *                  ▲                         │   ▲                    │
 *                  └──── backup-chosen ──────┘   └── new revision     ├─ abandoned ▶ standing-by
 *                                  refuse, hold ──▶ standing-by ◀─────┘            └─▶ closed
 * ```
 * Another path is chosen from everywhere but the middle of an execution and the end, and leads to `preparing`: from
 * `recovered`, too, because taking a restore back is a question of its own, with its own vote.
 */
export type Phase = 'preparing' | 'deciding' | 'executing' | 'standing-by' | 'recovered' | 'closed';

export type StepStatus = 'pending' | 'running' | 'done' | 'failed' | 'unknown' | 'undone' | 'skipped';

export interface StepState {
  readonly name: StepName;
  readonly status: StepStatus;
  readonly attempts: number;
  /** What the running or last attempt set out to do. */
  readonly intent: unknown;
  readonly outcome: unknown;
  readonly findings: readonly Finding[];
  readonly error: { readonly code: string; readonly say: string; readonly hint: string } | null;
  readonly progress: string | null;
  readonly beganAt: Instant | null;
  readonly endedAt: Instant | null;
}

export interface ContactState {
  readonly attempt: number;
  readonly by: string;
  readonly to: readonly PersonId[];
  readonly waitMs: number;
  readonly attemptedAt: Instant;
  readonly outcome: 'under-way' | 'delivered' | 'failed';
  /** Why a failed delivery failed, and whether policy lets it count as an attempt. */
  readonly why: string | null;
  readonly counts: boolean;
  /** The journal entry that proves it. */
  readonly entry: number;
  /** When and by which entry its outcome was recorded; null while it is under way. The wait counts from here. */
  readonly settled: { readonly at: Instant; readonly entry: number } | null;
}

/** Whose rung opened, and the entry by which they were called. */
export interface Call {
  readonly role: Role;
  readonly people: readonly PersonId[];
  readonly why: string;
  readonly entry: number;
}

export interface Answer {
  readonly by: PersonId;
  readonly role: Role;
  readonly at: Instant;
  readonly how: string;
  readonly entry: number;
}

export interface Objection {
  readonly by: PersonId;
  readonly role: Role;
  readonly why: string;
  readonly at: Instant;
  readonly entry: number;
}

/** The fold of one journal: everything that decisions rest on, and nothing that grows with talk. */
export interface Incident {
  readonly id: IncidentId;
  readonly phase: Phase;
  readonly declaration: Declaration;
  readonly declaredAt: Instant;
  /** As last corrected; the window counts from here. */
  readonly identifiedAt: Instant;
  /** Who claimed that instant, and why it was corrected; null where it stands as declared. */
  readonly identifiedBy: Actor;
  readonly identifiedWhy: string | null;
  /** When a question that had been answered was opened again (hold ended, other backup chosen): a new window counts from here. */
  readonly reopenedAt: Instant | null;
  /** The entry that opened it again; two may share an instant. */
  readonly reopenedBy: number | null;
  readonly contacts: readonly ContactState[];
  readonly answers: readonly Answer[];
  readonly rungsOpened: readonly Role[];
  readonly calls: readonly Call[];
  readonly remindedMs: readonly number[];
  /** When people were last reminded that the recovery waits for one of them. */
  readonly waitingRemindedAt: Instant | null;
  readonly lapsedAt: Instant | null;
  readonly fixForwardSpent: boolean;
  readonly chosenBackup: BackupId | null;
  /** The path that is being prepared, decided on or carried out, with what was chosen for it. */
  readonly choice: PathChoice;
  /** Who chose that path, and why; null while it is what every incident begins with. */
  readonly pathChosen: { readonly by: Actor; readonly why: string } | null;
  /** What a promotion replaced before the current path was chosen; null where none did. */
  readonly replaced: Replacement | null;
  readonly proposed: ProposedPlan | null;
  /** Who proposed the current plan, when, and what it changed, in plain words. */
  readonly proposal: { readonly by: Actor; readonly at: Instant; readonly changes: readonly string[] } | null;
  /** The highest revision ever proposed; revisions are never used twice. */
  readonly lastRevision: number;
  /** Votes on the current revision only; a new revision voids them. */
  readonly votes: readonly (Vote & { readonly at: Instant; readonly entry: number })[];
  /** Those that stand: a decision overrules the ones before it, so after it they are the ones that stop it. */
  readonly objections: readonly Objection[];
  /** The first vote of all, whatever became of it: identification may be corrected until then. */
  readonly firstVoteAt: Instant | null;
  readonly decision: (Vote & { readonly at: Instant; readonly entry: number }) | null;
  /** Single operator (B1): nothing that needs a grant begins before this instant has passed and the journal says so. */
  readonly coolingUntil: Instant | null;
  readonly steps: Readonly<Record<StepName, StepState>>;
  /** What deployed new commits by itself before this incident switched it off, by deploy target. */
  readonly autoDeploys: FormerAutoDeploys;
  /** How switches stood that this incident switched off, by name, until they are on again or left off. */
  readonly switches: FormerSwitches;
  /** What this incident switched off and on again: there may be more to retry. */
  readonly switchedOnAgain: readonly string[];
  /** When people were last reminded that one of them is off. */
  readonly switchRemindedAt: Instant | null;
  readonly recoveredAt: Instant | null;
  readonly closedAt: Instant | null;
  readonly noteCount: number;
  /** What is to be done afterwards, in the order of its numbers (S10, P10). */
  readonly followUps: readonly FollowUp[];
  /** Mails to users, in the order of their numbers. */
  readonly mails: readonly UserMail[];
  /** What was sent out of the house for it, by name. */
  readonly dispatches: Readonly<Record<DispatchName, Dispatch>>;
  /** The entries that moved it to another phase; what is told outside of Slack is told at these. */
  readonly turns: readonly { readonly n: number; readonly phase: Phase }[];
  /** Only in a drill of the decision: there is no such incident, and no approval of it is worth anything. */
  readonly pretended?: AuthorityDrillId;
  /** Number, digest and instant of the newest entry. */
  readonly head: { readonly n: number; readonly digest: Digest; readonly at: Instant };
}
