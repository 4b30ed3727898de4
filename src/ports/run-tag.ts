import type { Fence, IncidentId } from '../domain/ids.ts';

/**
 * Marks everything that a run does at a target: sessions carry it as `application_name`, children as `PGAPPNAME` and
 * `RECOURSE_RUN`. What carries an older fence of the same run is ended before the run goes on.
 */
export interface RunTag {
  /** An incident, or the name of a job such as `backup-20261121T113400Z-manual-4f1c`. */
  readonly run: IncidentId | string;
  readonly fence: Fence;
  /** Whose incidents these are: the place of the store. Another installation on this machine has an INC-7, too. */
  readonly home?: string | undefined;
}

/** `recourse:INC-7:3` — within the 63 bytes of an application_name. */
export function tagText(tag: RunTag): string {
  return `recourse:${tag.run}:${tag.fence}`;
}

/** What every long effect is given: the tag to leave at the target, when to stop, and where to say how far it is. */
export interface Effort {
  readonly tag: RunTag;
  readonly signal: AbortSignal;
  /** Shown to people while it runs; rarely more than once a second. */
  progress(say: string): void;
}
