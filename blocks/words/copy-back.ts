import {
  type CopyBackChoice,
  type CopyBackConflict,
  type CopyBackReport,
  type CopyBackTable,
  rowsLeft,
  rowsOf,
  rowsToCopy,
} from '../../src/domain/copy-back.ts';
import { counted } from './numbers.ts';
import { code, instant, type Phrase, say, strong } from './phrase.ts';

/** More than these are summed up: the journal has them all. */
const TABLES_NAMED = 8;
const REFUSED_NAMED = 5;
const CONFLICTS_NAMED = 4;
const KEYS_NAMED = 3;

/** The dry run for somebody who is tired: what comes back, what stays as it is, and what else to know. */
export function copyBackSentences(report: CopyBackReport): readonly Phrase[] {
  return [comesBack(report), ...tableLines(report), ...asides(report)];
}

/** The same in one or two sentences, for the timeline. */
export function copyBackInShort(report: CopyBackReport): readonly Phrase[] {
  const left = rowsLeft(report);
  return [
    comesBack(report),
    ...(left === 0 ? [] : [say`${counted(left, 'row')} stay as they are, with a reason each.`]),
  ];
}

function comesBack(report: CopyBackReport): Phrase {
  const sum = (what: 'missing' | 'changed' | 'parents') => report.tables.reduce((all, table) => all + table[what], 0);
  const [missing, changed, parents] = [sum('missing'), sum('changed'), sum('parents')];
  if (rowsToCopy(report) === 0) return say`${strong('It brings back nothing:')} production has all of these rows.`;
  const parts = [
    missing === 0 ? '' : counted(missing, 'missing row'),
    parents === 0 ? '' : `${counted(parents, 'row')} that they refer to`,
    changed === 0 ? '' : `the earlier content of ${counted(changed, 'changed row')}`,
  ].filter((part) => part !== '');
  return say`${strong('It brings back')} ${joined(parts)}, in one transaction. It takes nothing away; users can go on working.`;
}

function tableLines({ tables }: CopyBackReport): Phrase[] {
  const sorted = tables.toSorted((left, right) => rowsOf(right) - rowsOf(left));
  const more = sorted.length - TABLES_NAMED;
  return [
    ...sorted.slice(0, TABLES_NAMED).map(tableLine),
    ...(more > 0 ? [say`• … and ${counted(more, 'more table')}`] : []),
  ];
}

function tableLine(table: CopyBackTable): Phrase {
  const rows = rowsOf(table);
  const keys = table.examples.slice(0, KEYS_NAMED).join('; ');
  const comes = rows === 0 ? say`nothing comes back` : say`${counted(rows, 'row')} (such as ${code(keys)})`;
  const stays = table.conflicts.slice(0, CONFLICTS_NAMED).flatMap((conflict) => say`; ${conflictPhrase(conflict)}`);
  const more = table.conflicts.length > CONFLICTS_NAMED ? '; others for other reasons' : '';
  return say`• ${code(table.table)}: ${[...comes, ...stays]}${more}`;
}

function conflictPhrase({ kind, what, rows, examples }: CopyBackConflict): Phrase {
  const keys = code(examples.slice(0, KEYS_NAMED).join('; '));
  const stay = `${counted(rows, 'row')} ${rows === 1 ? 'stays' : 'stay'} as ${rows === 1 ? 'it is' : 'they are'}`;
  switch (kind) {
    case 'other-content':
      return say`${stay}, with other content than there (${keys})`;
    case 'taken':
      return say`${counted(rows, 'row')} cannot come back, because what ${code(what)} keeps unique is taken (${keys})`;
    case 'rule':
      return say`${counted(rows, 'row')} cannot come back, because of ${code(what)} (${keys})`;
    case 'no-parent':
      return say`${counted(rows, 'row')} cannot come back, because what they refer to in ${code(what)} is nowhere (${keys})`;
    case 'does-not-fit':
      return say`${counted(rows, 'row')} cannot come back: ${what} (${keys})`;
  }
}

/** What would surprise people afterwards. */
function asides({ tables, refused }: CopyBackReport): Phrase[] {
  const triggers = [...new Set(tables.flatMap((table) => table.triggersOff))];
  const columns = tables.flatMap(({ table, columnsLeft }) => columnsLeft.map((column) => `${table}.${column}`));
  const named = refused.slice(0, REFUSED_NAMED).flatMap(({ table, why }) => say`\n• ${code(table)}: ${why}`);
  const more = refused.length > REFUSED_NAMED ? say`\n• … and ${refused.length - REFUSED_NAMED} more` : [];
  return [
    ...(triggers.length === 0
      ? []
      : [
          say`Triggers of the service do not fire for these rows (${code(triggers.slice(0, 5).join(', '))}): no mail, no counting.`,
        ]),
    ...(columns.length === 0
      ? []
      : [say`Production no longer has ${code(columns.slice(0, 5).join(', '))}; those values stay behind.`]),
    ...(refused.length === 0
      ? []
      : [say`⚠️ ${strong('Left out:')} ${counted(refused.length, 'table')}${[...named, ...more]}`]),
  ];
}

/** `users, prompts, written since 14:05; missing rows only`. */
export function choicePhrase({ tables, since, until, column, kinds, direction }: CopyBackChoice): Phrase {
  const which = tables.length === 0 ? 'all tables' : tables.slice(0, TABLES_NAMED).join(', ');
  const written = since === undefined && until === undefined ? [] : say`, written`;
  const from = since === undefined ? [] : say` since ${instant(since)}`;
  const to = until === undefined ? [] : say` until ${instant(until)}`;
  const by = column === undefined ? [] : say` by ${code(column)}`;
  const changed = kinds.includes('changed') ? 'changed rows too' : 'missing rows only';
  const side = direction === 'from-backup' ? 'the backup' : 'the replaced database';
  return say`Rows from ${side}: ${code(which)}${[...written, ...from, ...to, ...by]}; ${changed}.`;
}

function joined(parts: readonly string[]): string {
  return parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;
}
