import { z } from 'zod';
import { CopyBackReport } from './copy-back.ts';
import { Correction } from './correction.ts';
import { PlannedScripts } from './down-scripts.ts';
import { BackupId, Digest, Instant, ServiceName } from './ids.ts';
import { LossReport } from './loss.ts';
import { PathChoice } from './path-choice.ts';
import { RepairRehearsal } from './repair.ts';
import { PlannedSwitch } from './switches.ts';

export const PathName = z.enum([
  'restore',
  'undo-restore',
  'forward-fix',
  'app-rollback',
  'down-scripts',
  'copy-back',
  'data-fix',
  'feature-flag',
  'provider-outage',
]);
export type PathName = z.infer<typeof PathName>;

/** Step names are forever: a journal refers to them. A destructive step is never renamed. */
export const StepName = z.string().regex(/^[a-z][a-z-]+$/);
export type StepName = z.infer<typeof StepName>;

/** What a plan says of the backup that it restores. */
export const PlannedBackup = z.object({
  id: BackupId,
  snapshotAt: Instant,
  sha256: Digest,
  migrationHead: z.string().nullable(),
  appCommit: z.string().nullable(),
});
export type PlannedBackup = z.infer<typeof PlannedBackup>;

/** One path made concrete for one incident. Its digest is what people vote on. */
export const Plan = z.object({
  path: PathName,
  /** What was chosen with the path. Absent in plans of before there was a choice: those are restores. */
  choice: PathChoice.optional(),
  service: ServiceName,
  environment: z.string(),
  /** What will be replaced: database name and oid on one cluster. */
  target: z.object({ database: z.string(), oid: z.number().int(), systemIdentifier: z.string().nullable() }),
  /** The steps that wait for the vote, in order. */
  steps: z.array(StepName).min(1),
  backup: PlannedBackup.nullable(),
  /** The verified copy that would be promoted. */
  copy: z.object({ database: z.string(), oid: z.number().int() }).nullable(),
  /** The commits that will be deployed, by deploy target. */
  deploys: z.array(z.object({ target: z.string(), commit: z.string() })),
  /** The loss as it stood when the plan was made. */
  statedLoss: LossReport.nullable(),
  /** The loss may grow by this many rows until the freeze; more is another plan. */
  lossMayGrowByRows: z.number().int().nonnegative(),
  /** The dry run whose rows are copied, under the name that its keys are kept by. Only on the path copy-back. */
  copyBack: z.object({ id: z.string(), report: CopyBackReport }).optional(),
  /** The repairs as they were rehearsed. Only on the path data-fix. */
  repair: RepairRehearsal.optional(),
  /** What was rehearsed: those scripts with those choices, and no others. Only on the path down-scripts. */
  downScripts: PlannedScripts.optional(),
  /** The corrective migrations as they were rehearsed. Only on the path forward-fix. */
  correction: Correction.optional(),
  /** What is switched off, or on again with its retry. Only on the paths feature-flag and provider-outage. */
  switching: PlannedSwitch.optional(),
});
export type Plan = z.infer<typeof Plan>;

export const ProposedPlan = z.object({
  revision: z.number().int().positive(),
  digest: Digest,
  plan: Plan,
  /** How long approval to writes resumed should take, from what was measured while preparing. */
  expectedMs: z.number().int().nonnegative(),
});
export type ProposedPlan = z.infer<typeof ProposedPlan>;
