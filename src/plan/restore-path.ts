import type { StepName } from '../domain/plan.ts';

/** Safe, and therefore done before anybody votes: from the declaration on. */
export const restorePreparation: readonly StepName[] = [
  'capture-evidence',
  'take-safety-backup',
  'restore-into-scratch',
  'validate-copy',
  'count-loss',
];

/** These wait for the vote (G3–G9, G11, B9). Names are for ever. */
export const restoreExecution: readonly StepName[] = [
  'freeze-writes',
  'count-final-loss',
  'bring-to-parity',
  'promote-copy',
  'redeploy-commit',
  'run-smoke-checks',
  'run-verification-commands',
  'resume-writes',
  'watch-recovery',
];

/** What must be done again when another backup is chosen. */
export const afterBackupChoice: readonly StepName[] = ['restore-into-scratch', 'validate-copy', 'count-loss'];
