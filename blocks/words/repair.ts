import { type RepairRehearsal, rowsRepaired } from '../../src/domain/repair.ts';
import { counted, countOf, durationOf } from './numbers.ts';
import { code, type Phrase, say, strong } from './phrase.ts';

/** More tables than these are summed up: the journal has them all. */
const TABLES_NAMED = 6;

/** What the repair did on a copy, for somebody who is tired: what it mends, what it writes, and what stays damaged. */
export function repairSentences(rehearsal: RepairRehearsal): readonly Phrase[] {
  const { added, updated, deleted } = rowsRepaired(rehearsal);
  const took = durationOf(rehearsal.run.durationMs);
  return [
    say`${strong('It repairs the data where it is.')} On a copy of production it added ${counted(added, 'row')}, changed ${countOf(updated)} and deleted ${countOf(deleted)} in ${took}. Nothing else that was written is lost.`,
    ...rehearsal.repairs.map(
      ({ query, before, after, script }) =>
        say`• ${query}: ${countOf(before)} before, ${countOf(after)} after ${code(script.split('/').at(-1) ?? script)}`,
    ),
    ...rehearsal.unrepaired.map(({ query, number }) => say`⚠️ ${query}: ${countOf(number)} stay, no script mends them`),
    ...tableLines(rehearsal),
  ];
}

function tableLines({ run: { tables } }: RepairRehearsal): Phrase[] {
  const more = tables.length - TABLES_NAMED;
  return [
    ...tables
      .slice(0, TABLES_NAMED)
      .map(({ table, rowsBefore, rowsAfter }) => say`• ${code(table)}: ${rowsBefore ?? 0} rows → ${rowsAfter ?? 0}`),
    ...(more > 0 ? [say`• … and ${counted(more, 'more table')}`] : []),
  ];
}
