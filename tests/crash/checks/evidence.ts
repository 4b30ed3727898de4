import type { Entry } from '../../../src/domain/entry.ts';
import type { IncidentId } from '../../../src/domain/ids.ts';
import type { CrashWorld } from '../crash-world.ts';
import type { Fingerprint } from '../fingerprint.ts';
import type { Road } from '../roads.ts';

/** What a check looks at. */
export interface Evidence {
  readonly at: CrashWorld;
  readonly road: Road;
  readonly id: IncidentId;
  readonly entries: readonly Entry[];
  /** Oid of production before the incident. */
  readonly productionBefore: number;
  /** Its data when the incident was declared, harm included. */
  readonly dataBefore: Fingerprint;
  /** Oid of the ready copy before the incident; null where there was none. */
  readonly readyBefore: number | null;
  /** Tally of the deploy command before the recovery. */
  readonly deploysBefore: { readonly begun: number; readonly ended: number };
}

/** Looks at one thing and says in words what is not as it should be. */
export type CheckUp = (evidence: Evidence) => Promise<readonly string[]>;
