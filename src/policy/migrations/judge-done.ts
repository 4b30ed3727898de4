import type { Finding } from '../../domain/finding.ts';
import type { LedgerComparison } from './compare-ledger.ts';

const numbers = new Intl.NumberFormat('en-US');

/** Whether the ledger stands where the gate expected it, with nothing left behind. */
export function judgeHead({ standings, head }: LedgerComparison, expected: string | null): Finding {
  const check = 'ledger';
  const open = standings.filter(({ standing }) => standing !== 'applied');
  if (head === expected && open.length === 0)
    return { check, result: 'passed', say: `${head ?? 'none'} is the newest in production, as expected` };
  const left = open.map((each) => each.say).join('; ');
  const say =
    head === expected
      ? left
      : `the newest migration in production is ${head ?? 'none'}, expected was ${expected ?? 'none'}`;
  return { check, result: 'failed', say, hint: 'Let the migrations finish, or `/incident declare` if they failed.' };
}

/** Production lives on, so more rows are no news; many fewer than the rehearsal left are. */
export function judgePrediction(
  predicted: readonly { readonly table: string; readonly rows: number }[],
  counted: readonly { readonly name: string; readonly number: number | null; readonly trouble: string | null }[],
  tolerancePercent: number,
): readonly Finding[] {
  const findings = predicted.flatMap(({ table, rows }): Finding[] => {
    const answer = counted.find(({ name }) => name === table);
    const check = `rows: ${table}`;
    if (answer?.number === null || answer === undefined)
      return [{ check, result: 'failed', say: `${table} could not be counted: ${answer?.trouble ?? 'no answer'}` }];
    const missing = rows - answer.number;
    if (missing <= (rows * tolerancePercent) / 100) return [];
    const say = `${table}: ${numbers.format(answer.number)} rows, ${numbers.format(rows)} were left by the rehearsal (−${numbers.format(missing)})`;
    return [{ check, result: 'failed', say, hint: 'Look before anything else is deployed: `/incident declare`.' }];
  });
  if (findings.length > 0 || predicted.length === 0) return findings;
  return [
    { check: 'rows', result: 'passed', say: `${predicted.length} tables have the rows that the rehearsal predicted` },
  ];
}
