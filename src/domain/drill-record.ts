import type { AuthorityRecord } from './authority-record.ts';
import type { DrillId, DrillReason, DrillReport, PhaseTime } from './drill.ts';
import type { Instant, PersonId, ServiceName } from './ids.ts';
import type { Actor } from './person.ts';

/** What a drill that did not pass left to be done. */
export interface FollowUp {
  readonly say: string;
  readonly owner: PersonId | null;
  readonly dueAt: Instant;
  readonly openedAt: Instant;
  readonly done: { readonly by: Actor; readonly at: Instant; readonly say: string } | null;
}

/**
 * Where a drill stands: the fold of its entries.
 *
 * ```
 * waiting ─began─▶ running ─ended─▶ ended      due ─missed─▶ ended
 * ```
 */
export interface DrillRecord {
  readonly id: DrillId;
  readonly number: number;
  readonly service: ServiceName;
  readonly environment: string;
  readonly state: 'waiting' | 'running' | 'ended';
  readonly reason: DrillReason;
  readonly due: Instant | null;
  readonly askedBy: Actor;
  /** A name from the terminal. */
  readonly from: string | null;
  readonly askedAt: Instant;
  readonly beganAt: Instant | null;
  readonly phases: readonly PhaseTime[];
  readonly report: DrillReport | null;
  readonly followUp: FollowUp | null;
  readonly picture: { readonly attempts: number; readonly beganAt: Instant | null; readonly shared: boolean };
  /** Number of the newest entry about it. */
  readonly head: number;
}

/** The drills of one service, oldest first, and since when which schedule holds. */
export interface DrillHistory {
  readonly calendar: { readonly schedule: string; readonly timeZone: string; readonly since: Instant } | null;
  readonly drills: readonly DrillRecord[];
  /** What went with them: whether a decision would have come in time. Oldest first. */
  readonly authority: readonly AuthorityRecord[];
  /** Number of the newest entry of the log. */
  readonly head: number;
}
