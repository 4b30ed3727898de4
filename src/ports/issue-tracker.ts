export interface IssuePlace {
  readonly number: number;
  /** Where people look at it. */
  readonly url: string;
}

/**
 * Why a tracker did not do what was asked.
 * - `refused`: nothing happened, and asking again will not help before somebody mends it.
 * - `limited`: nothing happened; not before `afterMs`.
 * - `unknown`: it may or may not have happened.
 */
export class TrackerTrouble extends Error {
  override readonly name = 'TrackerTrouble';
  readonly kind: 'refused' | 'limited' | 'unknown';
  /** Milliseconds, for `limited`; 0 otherwise. */
  readonly afterMs: number;

  constructor(kind: TrackerTrouble['kind'], say: string, afterMs = 0, cause?: unknown) {
    super(say, cause === undefined ? undefined : { cause });
    this.kind = kind;
    this.afterMs = afterMs;
  }
}

/** Issues of one repository. Every method throws `TrackerTrouble` and nothing else. */
export interface IssueTracker {
  open(given: { readonly title: string; readonly body: string }, signal: AbortSignal): Promise<IssuePlace>;
  /** The issue whose body holds `marker`, open or closed, changed since that instant (ISO 8601). */
  find(marker: string, since: string, signal: AbortSignal): Promise<IssuePlace | null>;
  /** @returns the comment's address */
  comment(number: number, body: string, signal: AbortSignal): Promise<string>;
  findComment(number: number, marker: string, signal: AbortSignal): Promise<string | null>;
  /** Closing what is closed does no harm. */
  close(number: number, signal: AbortSignal): Promise<void>;
}
