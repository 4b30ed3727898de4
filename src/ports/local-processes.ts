import type { RunTag } from './run-tag.ts';

/** The programs that earlier conductors of a run started on this machine and may have left behind. */
export interface LocalProcesses {
  /**
   * Ends what carries an older fence of this run, waits until it is gone, and says how many there were. With `running`,
   * what a step started that is not among these is left alone: it was meant to stay, such as a service that was deployed.
   */
  endOlder(tag: RunTag, running?: readonly string[]): Promise<number>;
}
