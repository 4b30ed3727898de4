import { z } from 'zod';

/**
 * What one check found. `skipped` says why it could not look, so that a check which saw nothing never reads as passed.
 */
export const Finding = z.object({
  check: z.string(),
  result: z.enum(['passed', 'failed', 'warned', 'skipped']),
  /** One sentence with the measured facts: `test_runs: 198,212 rows, expected 200,000 (−1,788)`. */
  say: z.string(),
  /** The next move, where there is one. */
  hint: z.string().optional(),
});
export type Finding = z.infer<typeof Finding>;

export function anyFailed(findings: readonly Finding[]): boolean {
  return findings.some((finding) => finding.result === 'failed');
}
