import { takeSafetyBackup } from './take-safety-backup.ts';

/**
 * The state at which the services stopped, to the last row: what the scripts drop is in it (S3, R6). The one that the
 * rehearsal ran on is as old as the vote took.
 */
export const backUpBeforeScripts = {
  ...takeSafetyBackup,
  name: 'back-up-before-scripts',
  title: 'Back up once more before the scripts',
} as const;
