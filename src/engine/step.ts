import type { z } from 'zod';
import type { Finding } from '../domain/finding.ts';
import type { Incident } from '../domain/incident.ts';
import type { StepName } from '../domain/plan.ts';
import type { ServicePolicy } from '../domain/policy-file/service.ts';
import type { Grant } from '../policy/grant.ts';
import type { Effort } from '../ports/run-tag.ts';
import type { ServicePorts } from '../ports/service-ports.ts';

/** What every step is given. Earlier outcomes come from the journal only, read with the schema of the step that wrote them. */
export interface Given {
  readonly incident: Incident;
  readonly service: ServicePolicy;
  readonly ports: ServicePorts;
  readonly effort: Effort;
  /** The store's clock when the step was started. */
  readonly now: Date;
  outcomeOf<Outcome>(step: { readonly name: StepName; readonly outcome: z.ZodType<Outcome> }): Outcome;
}

export interface GivenGrant extends Given {
  readonly grant: Grant;
}

/** May it run, and has it already happened? Asked before every start, and first of all after a crash. */
export type Check<Intent, Outcome> =
  | { readonly kind: 'to-do'; readonly intent: Intent }
  | { readonly kind: 'already-done'; readonly outcome: Outcome; readonly findings?: readonly Finding[] }
  | { readonly kind: 'refused'; readonly findings: readonly Finding[]; readonly say: string; readonly hint: string }
  | { readonly kind: 'cannot-tell'; readonly say: string };

interface StepBase<Needs, Intent, Outcome> {
  /** For ever: journals refer to it. */
  readonly name: StepName;
  /** What people read on the card: "Freeze writes". */
  readonly title: string;
  /** What the step set out to do, written before its effect. */
  readonly intent: z.ZodType<Intent>;
  readonly outcome: z.ZodType<Outcome>;
  /**
   * `begun` is the intent of an attempt that was begun and has no outcome: the effect may or may not have happened.
   * Null when the step never began, or its last attempt failed and said so.
   */
  check(given: Needs, begun: Intent | null): Promise<Check<Intent, Outcome>>;
  run(given: Needs, intent: Intent): Promise<Outcome>;
  /** Looks at the world afterwards; a failed finding fails the step. */
  verify(given: Needs, outcome: Outcome): Promise<readonly Finding[]>;
  /** `nothing`: the step left nothing that needs taking back. `a-person`: only a person can judge how. */
  readonly undo: 'nothing' | 'a-person' | ((given: Given, intent: Intent) => Promise<string>);
}

/** Touches nothing of production's: runs from the declaration on, before any vote. */
export interface SafeStep<Intent, Outcome> extends StepBase<Given, Intent, Outcome> {
  readonly needs: 'nothing';
}

/** Changes production, or stops it: runs under a grant only (I1). */
export interface GrantedStep<Intent, Outcome> extends StepBase<GivenGrant, Intent, Outcome> {
  readonly needs: 'grant';
  /**
   * The effect lives in this process and ends with it (a freeze). Until step `until` is done it is looked for before each
   * further step; where it is gone, it and all that rested on it are done again.
   */
  readonly held?: { readonly until: StepName; isHeld(given: Given): Promise<boolean> };
}

export type StepDefinition<Intent = unknown, Outcome = unknown> =
  | SafeStep<Intent, Outcome>
  | GrantedStep<Intent, Outcome>;
