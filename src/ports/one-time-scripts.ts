import type { Grant } from '../policy/grant.ts';
import type { ScriptOutcome, ScriptText } from './migrations.ts';
import type { Effort } from './run-tag.ts';

/**
 * What became of a script that changes production. `not-applied`: it was begun and taken back as a whole;
 * `cannot-tell`: the server has forgotten how its transaction ended.
 */
export type ScriptStanding = 'not-begun' | 'under-way' | 'applied' | 'not-applied' | 'cannot-tell';

/** Holds a transaction of a script back until its number is written down where it outlives us. */
export interface Announcements {
  standing(id: string, effort: Effort): Promise<ScriptStanding>;
  /**
   * `run` is given the SQL that its transaction has to begin with: it waits there until it is announced, and fails where
   * nobody is left to announce it. So no transaction commits whose number is not known.
   *
   * @throws RecourseError `fenced-off` when another conductor has taken the run over
   */
  around<Result>(
    given: { readonly id: string; readonly database: string },
    effort: Effort,
    run: (door: string) => Promise<Result>,
  ): Promise<Result>;
}

/** Scripts that change production: each in one transaction, all or nothing, and afterwards everybody can tell which. */
export interface OneTimeScripts {
  /** Of the script that was applied under this name in this incident. */
  standing(id: string, effort: Effort): Promise<ScriptStanding>;
  /** psql runs it and stops at its first error, after which nothing of it is left. */
  apply(
    given: ScriptText & { readonly id: string; readonly database: string },
    grant: Grant,
    effort: Effort,
  ): Promise<ScriptOutcome>;
}
