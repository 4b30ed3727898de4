import type { PlannedScripts } from '../../../src/domain/down-scripts.ts';
import type { Postmortem } from '../../../src/domain/postmortem.ts';
import { type RepairRehearsal, rowsRepaired } from '../../../src/domain/repair.ts';
import { counted, countOf } from '../numbers.ts';
import { code, type Phrase, say, strong } from '../phrase.ts';

/** What was changed where it is, without a restore: by scripts, by a repair, or by a corrective migration. */
export function changedPhrases({ scripts, repair, correction }: Postmortem['loss']): readonly Phrase[] {
  if (scripts !== null) return scriptsPhrases(scripts);
  if (repair !== null) return repairPhrases(repair);
  if (correction === null) return [];
  return [
    say`${strong('Nothing was given up')} by the forward fix.`,
    say`What the failed migration had destroyed before it stays gone, unless it is copied back from a backup.`,
  ];
}

function scriptsPhrases({ takesAway, guards, leftOut }: PlannedScripts): readonly Phrase[] {
  const deleted = takesAway.rows.reduce((sum, { rows }) => sum + rows, 0);
  const tables = takesAway.rows.map(({ table, rows }) => `${table} ${countOf(rows)}`).join(', ');
  const lost =
    deleted === 0
      ? say`${strong('The scripts deleted no row')}, as their rehearsal on a copy of production showed.`
      : say`${strong(`The scripts deleted ${counted(deleted, 'row')}`)}, as rehearsed: ${tables}.`;
  const columns = takesAway.values.map(
    ({ column, values }) => say`Dropped with what was in it: ${code(column)}, ${counted(values, 'value')}.`,
  );
  const chosen = guards.flatMap(({ rows: count, title, migration, option }) =>
    option === null
      ? []
      : [say`${counted(count, 'row')} stood in the way of ${code(migration)} (${title}): ${option.title}.`],
  );
  const stayed = leftOut.length === 0 ? [] : [say`Left as it is, as chosen: ${leftOut.join(', ')}.`];
  return [
    lost,
    ...columns,
    ...chosen,
    ...stayed,
    say`The backups that were taken before the scripts ran have all of it.`,
  ];
}

function repairPhrases(rehearsal: RepairRehearsal): readonly Phrase[] {
  const { added, updated, deleted } = rowsRepaired(rehearsal);
  return [
    say`${strong('Nothing that was written since was given up.')} As rehearsed, the repair added ${counted(added, 'row')}, changed ${countOf(updated)} and deleted ${countOf(deleted)}.`,
    ...rehearsal.unrepaired.map(({ query, number }) => say`Not repaired: ${query}, ${countOf(number)}.`),
  ];
}
