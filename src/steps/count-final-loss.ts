import { z } from 'zod';
import type { Finding } from '../domain/finding.ts';
import { LossReport, rowsLost } from '../domain/loss.ts';
import type { GrantedStep } from '../engine/step.ts';
import { copyToPromote } from './copy-to-promote.ts';
import { lossFindings, sinceChoice } from './count-loss.ts';
import { planOf } from './plan-of.ts';
import { storedBackup } from './stored-backup.ts';

const Outcome = z.object({ report: LossReport, exportedTo: z.string(), exportedRows: z.number().int() });
type Outcome = z.infer<typeof Outcome>;
const Intent = z.object({});

/**
 * Count again on the frozen database, and write the rows that will be lost beside the backup. The loss that people
 * approved may have grown by what the plan allows; more is another plan.
 */
export const countFinalLoss = {
  name: 'count-final-loss',
  title: 'Count the final loss and export the rows',
  needs: 'grant',
  intent: Intent,
  outcome: Outcome,
  check: async () => ({ kind: 'to-do', intent: {} }),
  run: async (given) => {
    const copy = copyToPromote(given);
    const backup = await storedBackup(given);
    const report = sinceChoice(given, await given.ports.loss.count(copy, backup, given.effort));
    const exported = await given.ports.loss.exportRows(copy, backup, report, given.effort);
    return { report, exportedTo: exported.where, exportedRows: exported.rows };
  },
  verify: async (given, { report, exportedRows, exportedTo }) => {
    const plan = planOf(given.incident);
    return [
      ...lossFindings(report),
      growthFinding(plan.statedLoss, report, plan.lossMayGrowByRows),
      {
        check: 'export',
        result: 'passed',
        say: `${exportedRows} rows that will be lost were written to ${exportedTo}`,
      },
    ];
  },
  undo: 'nothing',
} as const satisfies GrantedStep<z.infer<typeof Intent>, Outcome>;

function growthFinding(stated: LossReport | null, now: LossReport, allowedRows: number): Finding {
  const before = stated === null ? 0 : rowsLost(stated);
  const grown = rowsLost(now) - before;
  const say = `${rowsLost(now)} rows will be lost, ${before} were stated at the vote (${grown >= 0 ? '+' : ''}${grown}, allowed +${allowedRows})`;
  if (grown <= allowedRows) return { check: 'loss against the vote', result: 'passed', say };
  return {
    check: 'loss against the vote',
    result: 'failed',
    say,
    hint: 'More would be lost than was approved. Abandon this plan: writes resume, and a new plan with the new loss goes to the vote.',
  };
}
