import type { ExampleService, RunningService } from '../../../demo/host/example-service.ts';
import type { Promptrefine } from '../../../demo/promptrefine/start.ts';
import type { CrashWorld } from '../crash-world.ts';
import type { Leaves } from '../roads.ts';

/** One example service as a place for crashes: how it is set up for them, and how to tell what was done to it. */
export interface CrashStage<Service extends RunningService = Promptrefine> {
  readonly example: ExampleService<Service>;
  /** The size factor of its database. */
  readonly rows: number;
  /** Short proofs and watches, and whatever its roads need beside the example's own policy. */
  adapt(given: StageFiles): (policy: Record<string, unknown>) => Record<string, unknown>;
  /** No requests any more: only then can the data be compared to the last bit. */
  quieten(service: Service): unknown;
  /** Begins to look at service and platforms; what it returns says in words what was not done to them as it should. */
  watch(at: CrashWorld<Service>, leaves: Leaves): () => Promise<readonly string[]>;
}

export interface StageFiles {
  /** The world's folder. */
  readonly folder: string;
  /** Notes of every deploy command. */
  readonly deploys: string;
}
