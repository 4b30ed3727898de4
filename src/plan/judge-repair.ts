import type { Finding } from '../domain/finding.ts';
import type { ServicePolicy } from '../domain/policy-file/service.ts';
import type { RepairRehearsal } from '../domain/repair.ts';

/** What a query of the policy counted; null where it gave no answer. */
export interface Counted {
  readonly name: string;
  readonly number: number | null;
}

/** Which repairs are wanted, or in words why the data cannot be repaired here. */
export type RepairChoice =
  | {
      readonly repairs: readonly { readonly query: string; readonly script: string }[];
      readonly unrepaired: RepairRehearsal['unrepaired'];
    }
  | { readonly whyNot: string };

const count = (number: number) => number.toLocaleString('en-US');

/**
 * A few damaged rows are repaired where they are; many speak for a restore, whatever scripts there are (P3, P8): the
 * service's threshold says where that changes.
 */
export function chooseRepairs(service: ServicePolicy, counted: readonly Counted[]): RepairChoice {
  const { orphan_queries: queries, repairs, safe_repair_threshold: most } = service.database;
  if (queries.length === 0) return { whyNot: 'The policy has no query that counts damaged rows.' };
  if (repairs.length === 0) return { whyNot: 'The policy names no script that repairs damaged rows.' };
  const unanswered = counted.filter(({ number }) => number === null).map(({ name }) => name);
  if (unanswered.length > 0)
    return { whyNot: `Nobody can tell how much is damaged: "${unanswered[0]}" gave no answer.` };
  const found = counted.flatMap(({ name, number }) =>
    number === null || number === 0 ? [] : [{ query: name, number }],
  );
  if (found.length === 0)
    return { whyNot: 'No query of the policy counts a damaged row, so there is nothing to repair.' };
  const many = found.find(({ number }) => number > most);
  if (many !== undefined) {
    const say = `${many.query}: ${count(many.number)} rows, and up to ${count(most)} are safely repaired here`;
    return { whyNot: `${say}. That speaks for a restore, which loses what was written since the backup (P3, P8).` };
  }
  const repairOf = (query: string) => repairs.find((repair) => repair.for === query);
  const wanted = found.flatMap(({ query }) => {
    const repair = repairOf(query);
    return repair === undefined ? [] : [{ query, script: repair.script }];
  });
  const unrepaired = found.filter(({ query }) => repairOf(query) === undefined);
  if (wanted.length > 0) return { repairs: wanted, unrepaired };
  return { whyNot: `The policy names no script for ${unrepaired.map(({ query }) => `"${query}"`).join(', ')}.` };
}

/** Whether what ran on the copy is a repair: it leaves nothing damaged, and the schema as it was (P2). */
export function judgeRehearsedRepair({ repairs, unrepaired, run }: RepairRehearsal): Finding[] {
  if (run.error !== null) {
    const where = run.error.line === null ? '' : ` (line ${run.error.line})`;
    const say = `${run.migrations.join(', ')} failed on a copy of production${where}: ${run.error.say}`;
    return [{ check: 'rehearsal', result: 'failed', say, hint: 'Correct the script, and try this step again.' }];
  }
  return [
    ...repairs.map(judgeCount),
    ...unrepaired.map(
      ({ query, number }): Finding => ({
        check: `orphans: ${query}`,
        result: 'warned',
        say: `${query}: ${count(number)}, and no repair is configured for them: they stay`,
      }),
    ),
    ...run.tables.map(judgeTable),
  ];
}

function judgeCount({ query, before, after }: RepairRehearsal['repairs'][number]): Finding {
  const check = `orphans: ${query}`;
  const say = `${query}: ${count(before)} on the copy before the repair, ${count(after)} after it`;
  if (after === 0) return { check, result: 'passed', say };
  return { check, result: 'failed', say, hint: 'The script does not mend what its query counts. Correct it.' };
}

/** P2: dropped columns never come back by a repair, and nothing is built for the old and the new form at once. */
export function judgeTable(table: RepairRehearsal['run']['tables'][number]): Finding {
  const check = `repair: ${table.table}`;
  const reshaped = table.columnsAdded.length + table.columnsDropped.length > 0;
  if (reshaped || table.rowsBefore === null || table.rowsAfter === null) {
    const say = `${table.table} has another form afterwards; a repair of data never changes the schema (P2)`;
    return { check, result: 'failed', say, hint: 'What changes the schema is a migration: take the forward fix.' };
  }
  const { rowsBefore, rowsAfter, updated, deleted } = table;
  const added = rowsAfter - rowsBefore + deleted;
  const parts = [
    added > 0 ? `${count(added)} added` : '',
    updated > 0 ? `${count(updated)} changed` : '',
    deleted > 0 ? `${count(deleted)} deleted` : '',
  ].filter((part) => part !== '');
  const say = `${table.table}: ${parts.length === 0 ? 'other content' : parts.join(', ')}`;
  return { check, result: deleted > 0 ? 'warned' : 'passed', say };
}
