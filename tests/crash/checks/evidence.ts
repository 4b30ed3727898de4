import type { RunningService } from '../../../demo/host/example-service.ts';
import type { Entry } from '../../../src/domain/entry.ts';
import type { IncidentId } from '../../../src/domain/ids.ts';
import type { CrashWorld } from '../crash-world.ts';
import type { Fingerprint } from '../fingerprint.ts';
import type { AnyRoad } from '../roads.ts';
import type { DatabaseLine } from './database.ts';

/** What a check looks at. */
export interface Evidence {
  readonly at: CrashWorld<RunningService>;
  readonly road: AnyRoad;
  readonly id: IncidentId;
  readonly entries: readonly Entry[];
  /** Production before the harm. */
  readonly productionBefore: DatabaseLine;
  /** The data that the road has to leave. */
  readonly dataWanted: Fingerprint;
  /** Oid of the ready copy before the incident; null where there was none. */
  readonly readyBefore: number | null;
  /** What was not done to the service and its platforms as it should, since the incident began. */
  lookAtService(): Promise<readonly string[]>;
}

/** Looks at one thing and says in words what is not as it should be. */
export type CheckUp = (evidence: Evidence) => Promise<readonly string[]>;
