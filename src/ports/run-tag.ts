import type { Fence, IncidentId } from '../domain/ids.ts';

/**
 * Marks everything that a run does at a target: sessions carry it as `application_name`, children as `PGAPPNAME` and
 * `RECOURSE_RUN`. What carries an older fence of the same run is ended before the run goes on.
 */
export interface RunTag {
  /** An incident, or the name of a job such as `backup-20261121T113400Z-manual-4f1c`. */
  readonly run: IncidentId | string;
  readonly fence: Fence;
  /** Whose incidents these are: the store's identity. Another store has an INC-7 too, and so has one that is made anew. */
  readonly home?: string | undefined;
  /** The step that does it, for commands: what a finished step left running (a service it deployed) is not ours to end. */
  readonly step?: string | undefined;
}

/** `INC-7@1a2b3c4d`: one run of one store. Fences and markers at a target stand under it. */
export function runKey({ run, home }: Pick<RunTag, 'run' | 'home'>): string {
  return home === undefined ? String(run) : `${run}@${home}`;
}

/** `recourse:INC-7@1a2b3c4d:3` — within the 63 bytes of an application_name. */
export function tagText(tag: RunTag): string {
  return `recourse:${runKey(tag)}:${tag.fence}`;
}

/** What every long effect is given: the tag to leave at the target, when to stop, and where to say how far it is. */
export interface Effort {
  readonly tag: RunTag;
  readonly signal: AbortSignal;
  /** Shown to people while it runs; rarely more than once a second. */
  progress(say: string): void;
}
