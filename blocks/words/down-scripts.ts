import type { GuardCount, PlannedScripts } from '../../src/domain/down-scripts.ts';
import { counted } from './numbers.ts';
import { code, type Phrase, say, strong } from './phrase.ts';

/** More than these are summed up: the journal has them all. */
const NAMED = 8;

/** The scripts, what was chosen for rows in their way, and what they take away, for somebody who is tired. */
export function downScriptsSentences(planned: PlannedScripts): readonly Phrase[] {
  return [
    scriptsPhrase(planned),
    ...planned.guards.flatMap(guardPhrase),
    ...leftOutPhrase(planned),
    takesAwayPhrase(planned),
    ...columnsPhrase(planned),
    say`It was rehearsed on a copy of production that is minutes old. A backup is taken once more before the scripts run.`,
  ];
}

function scriptsPhrase({ scripts, ledger }: PlannedScripts): Phrase {
  const names = scripts.slice(0, NAMED).map(({ file }) => file);
  const more = scripts.length > NAMED ? ` and ${scripts.length - NAMED} more` : '';
  const row = ledger === null ? 'in one transaction' : 'with its ledger row in one transaction';
  return say`${strong('It runs')} ${code(names.join(', '))}${more}, each ${row}.`;
}

function guardPhrase({ migration, title, rows, option }: GuardCount): Phrase[] {
  if (option === null) return [];
  return [say`• ${strong(`${counted(rows, 'row')} in the way of ${migration}`)} (${title}): ${option.title}`];
}

function leftOutPhrase({ leftOut }: PlannedScripts): Phrase[] {
  return leftOut.length === 0
    ? []
    : [say`${strong('Left out, as chosen:')} ${leftOut.join(', ')}. What it changed stays.`];
}

function takesAwayPhrase({ takesAway: { rows } }: PlannedScripts): Phrase {
  const total = rows.reduce((sum, table) => sum + table.rows, 0);
  if (total === 0) return say`${strong('It deletes no row')}, as the rehearsal showed.`;
  const named = rows.slice(0, NAMED).map(({ table, rows: count }) => `${table.replace(/^public\./, '')} ${count}`);
  const more = rows.length > NAMED ? ` and ${counted(rows.length - NAMED, 'more table')}` : '';
  return say`${strong(`It deletes ${counted(total, 'row')}`)} (${named.join(', ')}${more}); the safety backup has them.`;
}

function columnsPhrase({ takesAway: { values } }: PlannedScripts): Phrase[] {
  if (values.length === 0) return [];
  const named = values.slice(0, NAMED).map(({ column, values: count }) => `${column} (${counted(count, 'value')})`);
  const more = values.length > NAMED ? ` and ${values.length - NAMED} more` : '';
  return [
    say`${strong('It drops columns with what is in them:')} ${code(named.join(', '))}${more}; the safety backup has them.`,
  ];
}
