import { z } from 'zod';
import type { Finding } from '../domain/finding.ts';
import { LossReport, rowsLost, rowsRegained } from '../domain/loss.ts';
import type { Given, SafeStep } from '../engine/step.ts';
import { copyToPromote } from './copy-to-promote.ts';
import { storedBackup } from './stored-backup.ts';

const Outcome = z.object({ report: LossReport });
type Outcome = z.infer<typeof Outcome>;
const Intent = z.object({});

/** Count what a restore would take away and bring back, before anybody votes (P3, P8). */
export const countLoss = {
  name: 'count-loss',
  title: 'Count what a restore would lose',
  needs: 'nothing',
  intent: Intent,
  outcome: Outcome,
  check: async () => ({ kind: 'to-do', intent: {} }),
  run: async (given) => {
    const copy = copyToPromote(given);
    return { report: sinceChoice(given, await given.ports.loss.count(copy, await storedBackup(given), given.effort)) };
  },
  verify: async (_, { report }) => lossFindings(report),
  undo: 'nothing',
} as const satisfies SafeStep<z.infer<typeof Intent>, Outcome>;

/** The other side of a restore that is taken back is what production was when it was promoted, not when it was saved. */
export function sinceChoice({ incident: { choice } }: Given, report: LossReport): LossReport {
  return choice.path === 'undo-restore' ? { ...report, since: choice.promotedAt } : report;
}

/** The report as findings: the sum first, then each table that could not be measured. */
export function lossFindings(report: LossReport): Finding[] {
  return [
    {
      check: 'loss',
      result: 'passed',
      say: `a restore loses ${rowsLost(report)} rows and brings back ${rowsRegained(report)}, counted by ${report.method}`,
    },
    ...report.unmeasured.map(({ table, why }) => ({
      check: 'loss',
      result: 'warned' as const,
      say: `${table} could not be measured: ${why}`,
      hint: 'Its rows are kept in the replaced database.',
    })),
  ];
}
