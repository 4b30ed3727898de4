import type { AuthorityDrillId, AuthorityReason, AuthorityReport, PretendedBody } from './authority-drill.ts';
import type { FollowUp } from './drill-record.ts';
import type { Instant, ServiceName } from './ids.ts';
import type { Actor } from './person.ts';

/** One entry of a pretended incident, as the log of drills has it. */
export interface PretendedEntry {
  readonly body: PretendedBody;
  readonly by: Actor;
  readonly at: Instant;
}

/** Whether it says something about people: one that a real incident ended does not, nor one that reached nobody. */
export function saysSomething({ result }: AuthorityReport): boolean {
  return result === 'in-time' || result === 'lapsed';
}

/** The newest that says something about people. */
export function lastAuthority(drills: readonly AuthorityRecord[]): AuthorityRecord | null {
  return drills.findLast(({ report }) => report !== null && saysSomething(report)) ?? null;
}

/**
 * Where an authority drill stands: the fold of its entries.
 *
 * ```
 * open ─decision, end of the window, a real incident─▶ ended
 * ```
 */
export interface AuthorityRecord {
  readonly id: AuthorityDrillId;
  readonly number: number;
  readonly service: ServiceName;
  readonly environment: string;
  readonly state: 'open' | 'ended';
  readonly reason: AuthorityReason;
  readonly due: Instant | null;
  readonly askedBy: Actor;
  readonly askedAt: Instant;
  readonly entries: readonly PretendedEntry[];
  /** Pages that were begun: the newest try of each attempt. */
  readonly pages: readonly { readonly attempt: number; readonly tries: number; readonly beganAt: Instant }[];
  readonly report: AuthorityReport | null;
  readonly followUp: FollowUp | null;
  /** Number of the newest entry about it. */
  readonly head: number;
}
