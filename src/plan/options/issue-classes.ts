import type { Incident } from '../../domain/incident.ts';
import type { IssueClass } from '../../domain/recovery-options.ts';
import type { TriggerCode } from '../../domain/trigger.ts';

/** What was measured and speaks of a class without anybody's word. */
export interface MeasuredDamage {
  readonly fewOrphans: boolean;
  readonly manyOrphans: boolean;
  /** A migration that ran since the backup destroyed something. */
  readonly destroyed: boolean;
}

type Row = Omit<IssueClass, 'isThis'> & {
  readonly triggers: readonly TriggerCode[];
  readonly measured?: keyof MeasuredDamage;
};

/** Each class of trouble (P7): whether it can be rolled back, and by which way. */
const rows: readonly Row[] = [
  {
    issue: 'A bug in the code, on a sound schema and sound data',
    canRollBack: 'yes',
    how: 'roll the code back, no further than the newest destructive migration',
    paths: ['app-rollback'],
    triggers: ['critical-function-broken', 'error-rate', 'minor-bug', 'ui-issue'],
  },
  {
    issue: 'The contract between API and frontend changed',
    canRollBack: 'partly',
    how: 'roll both back together',
    paths: ['app-rollback'],
    triggers: [],
  },
  {
    issue: 'Values that must be there are missing, or rows refer to nothing',
    canRollBack: 'no',
    how: 'run the repair scripts; more than the threshold leads to a restore',
    paths: ['data-fix', 'restore'],
    triggers: [],
    measured: 'fewOrphans',
  },
  {
    issue: 'A column, table, enum value or name was dropped',
    canRollBack: 'no',
    how: 'restore the backup, or fix forward without what it held',
    paths: ['restore', 'forward-fix'],
    triggers: ['migration-failed'],
    measured: 'destroyed',
  },
  {
    issue: 'Rows were deleted by mistake',
    canRollBack: 'no',
    how: 'copy them back from a backup, or restore it',
    paths: ['copy-back', 'restore'],
    triggers: ['data-deleted'],
  },
  {
    issue: 'Data is corrupted on a large scale',
    canRollBack: 'no',
    how: 'restore the backup; what was written since is lost',
    paths: ['restore'],
    triggers: ['data-corruption'],
    measured: 'manyOrphans',
  },
  {
    issue: 'A feature is at fault, and the rest can do without it',
    canRollBack: 'yes',
    how: 'switch the feature off, mend it, switch it on again',
    paths: ['feature-flag'],
    triggers: [],
  },
  {
    issue: 'A third party fails, and nothing of ours is broken',
    canRollBack: 'no',
    how: 'switch its use off, wait until it is well, then retry what failed',
    paths: ['provider-outage'],
    triggers: [],
  },
  {
    issue: 'It has become slow',
    canRollBack: 'yes',
    how: 'roll the code back, or fix forward with better queries and indexes',
    paths: ['app-rollback', 'forward-fix'],
    triggers: ['performance-degraded'],
  },
];

/** The table, with the lines that this incident is about. */
export function classifyIssue({ declaration }: Incident, damage: MeasuredDamage): readonly IssueClass[] {
  const declared = new Set(declaration.triggers.map(({ code }) => code));
  return rows.map(({ triggers, measured, ...row }) => ({
    ...row,
    isThis: triggers.some((code) => declared.has(code)) || (measured !== undefined && damage[measured]),
  }));
}
