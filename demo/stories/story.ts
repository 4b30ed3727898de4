import type { DrillEntry } from '../../src/domain/drill.ts';
import type { Entry } from '../../src/domain/entry.ts';
import type { IncidentId } from '../../src/domain/ids.ts';
import type { RunningService } from '../host/example-service.ts';
import type { World, WorldWishes } from '../host/world.ts';
import type { Promptrefine } from '../promptrefine/start.ts';

/** Whether one claim of the story held, with the measured facts. */
export interface Claim {
  readonly claim: string;
  readonly held: boolean;
  readonly say: string;
}

export interface StoryEnd {
  readonly incident: IncidentId | null;
  readonly entries: readonly Entry[];
  /** The log of drills, where the story is about them. */
  readonly drills?: readonly DrillEntry[];
  readonly claims: readonly Claim[];
  /** Milliseconds, by name. */
  readonly durationsMs: Readonly<Record<string, number>>;
  readonly loss: Readonly<Record<string, number>>;
}

/** What happens to an example service, played without a person. */
export interface Story<Service extends RunningService = Promptrefine> {
  readonly name: string;
  readonly title: string;
  /** Which of the example's mishaps it is about, for the panel. */
  readonly mishap: string;
  /** What this story needs otherwise than the example has it, made before the world starts. */
  readonly prepare?: (folder: string) => Promise<Pick<WorldWishes, 'adapt' | 'environment' | 'unreleased'>>;
  play(world: World<Service>, say: (line: string) => void): Promise<StoryEnd>;
}
