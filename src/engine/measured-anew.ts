import type { OpenPath } from '../domain/path-choice.ts';
import type { StepName } from '../domain/plan.ts';

/**
 * What is measured anew once a hold has ended: the world has moved on, and nobody votes on what was counted before. A
 * restored copy stays what it is.
 */
export const measuredAfterHold: Readonly<Record<OpenPath, readonly StepName[]>> = {
  restore: ['count-loss'],
  'copy-back': ['capture-evidence', 'plan-copy-back'],
  'data-fix': ['capture-evidence', 'take-safety-backup', 'rehearse-repair'],
  'forward-fix': ['capture-evidence', 'take-safety-backup', 'write-correction', 'replay-chain', 'rehearse-correction'],
  'app-rollback': ['choose-commit', 'check-code-can-return'],
  'down-scripts': ['capture-evidence', 'take-safety-backup', 'choose-down-scripts', 'rehearse-down-scripts'],
  'feature-flag': ['capture-evidence', 'measure-switch'],
  'provider-outage': ['capture-evidence', 'measure-switch', 'take-safety-backup', 'rehearse-retry'],
  'undo-restore': ['capture-evidence', 'examine-replaced', 'count-loss'],
};
