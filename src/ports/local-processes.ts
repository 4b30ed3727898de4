import type { RunTag } from './run-tag.ts';

/** The programs that earlier conductors of a run started on this machine and may have left behind. */
export interface LocalProcesses {
  /** Ends what carries an older fence of this run, waits until it is gone, and says how many there were. */
  endOlder(tag: RunTag): Promise<number>;
}
