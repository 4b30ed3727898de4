import type { Answer } from '../domain/answer.ts';
import type { Finding } from '../domain/finding.ts';
import type { TableFingerprint } from '../domain/manifest.ts';

/** Each sample query must return at least one row (G6). */
export function judgeSamples(answers: readonly Answer[]): Finding[] {
  return answers.map(({ name, number, trouble }): Finding => {
    const check = `sample: ${name}`;
    if (trouble !== null)
      return {
        check,
        result: 'failed',
        say: `${name}: ${trouble}`,
        hint: 'Correct the query, or do not trust this copy.',
      };
    if (number === 0) return { check, result: 'failed', say: `${name}: no row, at least one was expected` };
    return { check, result: 'passed', say: `${name}: returns rows` };
  });
}

/** Each orphan query should return 0; few can be repaired (P3, P8), more speak against the copy. */
export function judgeOrphans(answers: readonly Answer[], repairable: number): Finding[] {
  return answers.map(({ name, number, trouble }): Finding => {
    const check = `orphans: ${name}`;
    if (number === null)
      return {
        check,
        result: 'failed',
        say: `${name}: ${trouble ?? 'no answer'}`,
        hint: 'Correct the query, or do not trust this copy.',
      };
    if (number === 0) return { check, result: 'passed', say: `${name}: none` };
    const say = `${name}: ${number.toLocaleString('en')}, 0 were expected; up to ${repairable.toLocaleString('en')} can be repaired`;
    return { check, result: number <= repairable ? 'warned' : 'failed', say };
  });
}

/** The copy's row counts against production's as it is now: far apart is worth a look, not a reason to refuse. */
export function judgeCounts(
  copy: readonly TableFingerprint[],
  production: readonly Answer[],
  tolerancePercent: number,
): Finding[] {
  const rowsOf = new Map(copy.map(({ table, rows }) => [table, rows]));
  const far = production.flatMap(({ name, number, trouble }): Finding[] => {
    const check = `row count: ${name}`;
    const rows = rowsOf.get(name) ?? 0;
    if (number === null) {
      return [
        {
          check,
          result: 'warned',
          say: `${name}: ${rows.toLocaleString('en')} rows in the copy; production could not be counted: ${trouble}`,
        },
      ];
    }
    const percent = number === rows ? 0 : (Math.abs(number - rows) / Math.max(number, rows)) * 100;
    if (percent <= tolerancePercent) return [];
    const say = `${name}: ${rows.toLocaleString('en')} rows in the copy, ${number.toLocaleString('en')} in production (${percent.toFixed(1)} % apart, ${tolerancePercent} % are expected)`;
    return [{ check, result: 'warned', say }];
  });
  if (far.length > 0) return far;
  return [
    {
      check: 'row counts',
      result: 'passed',
      say: `${production.length} tables within ${tolerancePercent} % of production`,
    },
  ];
}
