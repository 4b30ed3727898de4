import type { Finding } from '../domain/finding.ts';

/** What stands before a finding in the terminal. */
export const signs: Readonly<Record<Finding['result'], string>> = {
  passed: '✓',
  warned: '!',
  failed: '✗',
  skipped: '·',
};
