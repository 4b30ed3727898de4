import type { DatabaseIdentity } from '../domain/database.ts';
import type { Instant } from '../domain/ids.ts';
import type { ReplacedDatabase } from '../domain/replaced.ts';

/**
 * The databases that promotions of this store have replaced, from the swap to the drop. All that is known of one stands
 * in the control database beside it, by oid, and outlives us.
 */
export interface ReplacedDatabases {
  /** Oldest first; also those that are gone and of which nobody was told yet. */
  list(): Promise<readonly ReplacedDatabase[]>;
  /** Puts the end off, and takes back that it was announced. False where it is gone, or is being dropped. */
  keepUntil(database: DatabaseIdentity, until: Instant, by: string): Promise<boolean>;
  /** Notes for which end people were warned, and when. */
  noteWarning(database: DatabaseIdentity, warned: { readonly end: Instant; readonly at: Instant }): Promise<void>;
  /**
   * Takes its name away under one look that it is ours by oid, name, closed door and comment, and drops it under the new
   * name. Called again, it finishes what was cut off; harmless where it is gone.
   *
   * @param heard is told how far it is
   * @throws RecourseError `database-refused` where it is not certain any more
   */
  drop(database: DatabaseIdentity, heard?: (say: string) => void): Promise<void>;
  /** Forgets one that is gone, after people were told. */
  forget(database: DatabaseIdentity): Promise<void>;
  /** Closes those that somebody who died had opened to read from them; says how many. Called at the start and regularly. */
  closeLeftOpen(): Promise<number>;
  /** Works while no other replica does; null where another one is at it. */
  inTurn<Result>(work: () => Promise<Result>): Promise<Result | null>;
}
