import { type LossReport, rowsLost, rowsRegained, type TableLoss } from '../../src/domain/loss.ts';
import type { PathName } from '../../src/domain/plan.ts';
import { counted } from './numbers.ts';
import { code, instant, type Phrase, say, strong } from './phrase.ts';

/** What a restore takes away and what it brings back, for somebody who has been awake for a long time. */
export function lossSentences(
  report: LossReport | null,
  path: PathName,
): { readonly lost: Phrase; readonly regained: Phrase } {
  if (path === 'app-rollback') return untouched;
  if (report === null) {
    return {
      lost: say`${strong('What it would lose:')} not counted yet.`,
      regained: say`${strong('What it would bring back:')} not counted yet.`,
    };
  }
  return path === 'undo-restore'
    ? undoSentences(report)
    : { lost: lostSentence(report), regained: regainedSentence(report) };
}

const untouched = {
  lost: say`${strong('It loses nothing:')} the database is not touched.`,
  regained: say`${strong('It brings the code back')}, and no data: what is in the database stays as it is.`,
};

/** Going back to the replaced database: what the restored one has and that one has not, and the other way round. */
function undoSentences(report: LossReport): ReturnType<typeof lossSentences> {
  const [gone, set, back] = [total(report, 'inserted'), total(report, 'updated'), total(report, 'deleted')];
  const columns = { lost: columnsPhrase(report.columnsLost), back: columnsPhrase(report.columnsRegained) };
  const alsoLost = columns.lost === null ? [] : say`, and ${columns.lost}`;
  const alsoBack = columns.back === null ? [] : say`, and ${columns.back}`;
  return {
    lost: say`${strong('It takes away again')} what the restore brought back and what was written since ${instant(report.since)}: ${counted(gone, 'row')}${alsoLost}. The rows are exported first, and the restored database is kept.`,
    regained: say`${strong('It brings back')} ${counted(back, 'row')} that only the replaced database has${alsoBack}${set === 0 ? '' : `, and the content that ${counted(set, 'row')} had there`}.`,
  };
}

function lostSentence(report: LossReport): Phrase {
  const [inserted, updated] = [total(report, 'inserted'), total(report, 'updated')];
  const columns = columnsPhrase(report.columnsLost);
  if (rowsLost(report) === 0) {
    if (columns !== null)
      return say`${strong('It loses')} ${columns}, which the backup does not know. No row was added or changed.`;
    return say`${strong('It loses nothing that was measured:')} no row was added or changed since ${instant(report.since)}.`;
  }
  const parts = [
    inserted > 0 ? `${counted(inserted, 'new row')} ${inserted === 1 ? 'disappears' : 'disappear'}` : '',
    updated > 0 ? `${counted(updated, 'changed row')} ${updated === 1 ? 'goes' : 'go'} back to how they were` : '',
  ].filter((part) => part !== '');
  return say`${strong('It loses')} what was written since ${instant(report.since)}: ${parts.join(', and ')}${columns === null ? [] : say`, and ${columns} with it`}. The rows are exported first, so they can be copied back.`;
}

function regainedSentence(report: LossReport): Phrase {
  const deleted = total(report, 'deleted');
  const columns = columnsPhrase(report.columnsRegained);
  if (rowsRegained(report) === 0 && columns !== null)
    return say`${strong('It brings back')} ${columns}. No other row changes.`;
  if (rowsRegained(report) === 0) {
    return say`${strong('It brings back nothing that was measured:')} no row of the backup is missing or changed. Look twice before approving.`;
  }
  const also = columns === null ? [] : say`, and ${columns}`;
  if (deleted === 0)
    return say`${strong('It brings back')} the earlier content of ${counted(total(report, 'updated'), 'row')}${also}.`;
  const updated = total(report, 'updated');
  const changed = updated === 0 ? '' : `, and the earlier content of ${counted(updated, 'changed one')}`;
  return say`${strong('It brings back')} ${counted(deleted, 'deleted row')}${changed}${also}.`;
}

/** At most three columns are named; the report in the journal names all. */
const COLUMNS_NAMED = 3;

/** `the column prompts.current_version (40,000 rows have a value)`; null where no column is only on one side. */
function columnsPhrase(tables: LossReport['columnsRegained']): Phrase | null {
  const names = (tables ?? []).flatMap(({ table, columns }) => columns.map((column) => `${table}.${column}`));
  if (tables === undefined || names.length === 0) return null;
  const rows = tables.reduce((sum, table) => sum + table.rows, 0);
  const named = names.slice(0, COLUMNS_NAMED).join(', ');
  const more = names.length > COLUMNS_NAMED ? ` and ${names.length - COLUMNS_NAMED} more` : '';
  return say`the ${names.length === 1 ? 'column' : 'columns'} ${code(named)}${more} (${counted(rows, 'row')} with a value)`;
}

/** Said wherever the loss is: what was not measured may be lost too. */
export function unmeasuredSentence(report: LossReport | null): Phrase | null {
  if (report === null || report.unmeasured.length === 0) return null;
  const named = report.unmeasured.slice(0, 5).flatMap((table) => say`\n• ${code(table.table)}: ${table.why}`);
  const more = report.unmeasured.length > 5 ? say`\n• … and ${report.unmeasured.length - 5} more` : [];
  return say`⚠️ ${strong('Not measured, so the loss may be higher:')} ${counted(report.unmeasured.length, 'table')}${[...named, ...more]}`;
}

/** Tables that a restore changes, the most affected first. */
export function affectedTables(report: LossReport): readonly TableLoss[] {
  const size = (table: TableLoss) => table.inserted + table.updated + table.deleted;
  return report.tables.filter((table) => size(table) > 0).toSorted((a, b) => size(b) - size(a));
}

function total(report: LossReport, what: 'inserted' | 'updated' | 'deleted'): number {
  return report.tables.reduce((sum, table) => sum + table[what], 0);
}
