import { z } from 'zod';
import { CopyBackReport, rowsLeft, rowsToCopy } from '../domain/copy-back.ts';
import { DatabaseIdentity } from '../domain/database.ts';
import type { Finding } from '../domain/finding.ts';
import type { ChoiceOf } from '../domain/path-choice.ts';
import type { Given, SafeStep } from '../engine/step.ts';
import { captureEvidence } from './capture-evidence.ts';
import { validateCopy } from './validate-copy.ts';

const Intent = z.object({ id: z.string() });
const Outcome = z.object({ id: z.string(), report: CopyBackReport });
type Intent = z.infer<typeof Intent>;
type Outcome = z.infer<typeof Outcome>;

/** Find out, row by row, what would be copied into production and what would not (B9). It changes neither database. */
export const planCopyBack = {
  name: 'plan-copy-back',
  title: 'Count the rows that would come back',
  needs: 'nothing',
  intent: Intent,
  outcome: Outcome,
  // Each dry run has a name of its own: the keys of one that was applied are kept for taking it back.
  check: async ({ incident }) => ({ kind: 'to-do', intent: { id: `copy-${incident.head.n}` } }),
  run: async (given, { id }) => {
    const { rows: choice } = copyBackChoiceOf(given);
    const into = given.outcomeOf(captureEvidence).evidence.database;
    return { id, report: await given.ports.copyBack.plan({ id, from: sourceOf(given), into, choice }, given.effort) };
  },
  verify: async (_, { report }) => dryRunFindings(report),
  undo: 'nothing',
} as const satisfies SafeStep<Intent, Outcome>;

export function copyBackChoiceOf({ incident: { choice } }: Given): ChoiceOf<'copy-back'> {
  if (choice.path === 'copy-back') return choice;
  throw new Error(`rows are copied back on the path copy-back only, not on ${choice.path}`);
}

/** The restored copy, or what the restore replaced. */
function sourceOf(given: Given): DatabaseIdentity {
  const { rows, replaced } = copyBackChoiceOf(given);
  if (rows.direction === 'from-backup') return given.outcomeOf(validateCopy).copy;
  if (replaced === null) throw new Error('rows are wanted from a replaced database, and none was replaced');
  const { systemIdentifier } = given.outcomeOf(captureEvidence).evidence.database;
  return DatabaseIdentity.parse({ name: replaced.kept.database, oid: replaced.kept.oid, systemIdentifier });
}

function dryRunFindings(report: CopyBackReport): Finding[] {
  const refused = report.refused.map(({ table, why }): Finding => {
    return { check: 'dry run', result: 'warned', say: `${table} is left out: ${why}` };
  });
  const say = `${rowsToCopy(report)} rows would come back, ${rowsLeft(report)} would stay as they are`;
  if (rowsToCopy(report) > 0) return [{ check: 'dry run', result: 'passed', say }, ...refused];
  const hint = 'Choose other tables or another time with `/rollback path`, or another way back.';
  return [{ check: 'dry run', result: 'failed', say: 'No row would come back.', hint }, ...refused];
}
