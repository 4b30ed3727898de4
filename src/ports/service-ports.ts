import type { AffectedRowsReader } from './affected-rows.ts';
import type { Backups } from './backups.ts';
import type { CopyBack } from './copy-back.ts';
import type { Copies, EvidenceCamera, Fencing, KeptGate, LossCounter, Swap, WriteFreeze } from './databases.ts';
import type { DeployProvider } from './deploys.ts';
import type { LostRows } from './lost-rows.ts';
import type { MigrationPorts, Scripts, TableWatch } from './migrations.ts';
import type { OneTimeScripts } from './one-time-scripts.ts';
import type { Commands, DrillApplication, SmokeChecks, SourceTree } from './outside.ts';
import type { ReadyCopies } from './ready-copies.ts';
import type { RepairReader } from './repair-reader.ts';
import type { ReplacedDatabases } from './replaced.ts';
import type { Questions } from './scratch.ts';
import type { Snapshots } from './snapshots.ts';
import type { Switches } from './switches.ts';

/** Everything that the steps of one service may touch. Made once per service by `compose.ts`. */
export interface ServicePorts {
  readonly evidence: EvidenceCamera;
  readonly backups: Backups;
  readonly copies: Copies;
  readonly ready: ReadyCopies;
  readonly replaced: ReplacedDatabases;
  readonly loss: LossCounter;
  /** What `loss` exported, until retention takes it. */
  readonly lostRows: LostRows;
  readonly freeze: WriteFreeze;
  /** The service's own maintenance mode alone, without locks that scripts would wait for; `freeze` resumes it too. */
  readonly stopping: WriteFreeze;
  readonly swap: Swap;
  readonly keptGate: KeptGate;
  readonly copyBack: CopyBack;
  readonly fencing: Fencing;
  readonly commands: Commands;
  readonly deploys: readonly DeployProvider[];
  readonly smoke: SmokeChecks | null;
  /** Null where the policy names none. */
  readonly drillApplication: DrillApplication | null;
  readonly source: SourceTree;
  /** Read-only questions to a database of the service's server. */
  readonly questions: Questions;
  readonly repairs: RepairReader;
  /** Scripts on copies, and what they did there. */
  readonly scripts: Scripts;
  readonly tables: TableWatch;
  readonly snapshots: Snapshots;
  /** Scripts on production. */
  readonly oneTimeScripts: OneTimeScripts;
  readonly switches: Switches;
  /** Rows that failed, by the correlation ids of their requests. */
  readonly affectedRows: AffectedRowsReader;
  /** Null where the policy names no migrations. */
  readonly migrations: MigrationPorts | null;
}
