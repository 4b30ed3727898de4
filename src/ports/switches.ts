import type { SwitchPosition } from '../domain/switches.ts';
import type { Grant } from '../policy/grant.ts';
import type { Effort } from './run-tag.ts';

/** One look at a provider: whether it is well, and what was seen. */
export interface Look {
  readonly well: boolean;
  readonly say: string;
}

/**
 * The switches of one service, by their names in recourse.yaml. The team's own commands turn them, and only what says how
 * they stand is believed.
 */
export interface Switches {
  /** @throws RecourseError `check-failed` where nobody can tell */
  position(name: string, effort: Effort): Promise<SwitchPosition>;
  /** May be asked twice. @throws RecourseError `command-failed` */
  disable(name: string, grant: Grant, effort: Effort): Promise<void>;
  /** May be asked twice. @throws RecourseError `command-failed` */
  enable(name: string, grant: Grant, effort: Effort): Promise<void>;
  /** On again, as it was before an incident switched it off: whoever ends the incident may ask for it. May be asked twice. */
  putBack(name: string, effort: Effort): Promise<void>;
  /** Whether the provider is well now. What cannot be asked is not well. */
  look(name: string, effort: Effort): Promise<Look>;
}
