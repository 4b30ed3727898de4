import type { Correction } from '../../src/domain/correction.ts';
import { counted, countOf, durationOf } from './numbers.ts';
import { code, type Phrase, say, strong } from './phrase.ts';

/** More of a list than these are summed up: the journal has them all. */
const TABLES_NAMED = 6;

/** What the forward fix did before anybody voted, for somebody who is tired (G10). */
export function correctionSentences({ migrations, from, replay, run }: Correction): readonly Phrase[] {
  const more = run.tables.length - TABLES_NAMED;
  return [
    say`${strong('It fixes forward')} with ${migrations.map(({ name }) => name).join(', ')}, ${from}. Nothing that was written is lost; what a migration destroyed stays gone.`,
    replaySentence(replay),
    say`The new ones ran on a copy of production in ${durationOf(run.durationMs)}.`,
    ...run.tables.slice(0, TABLES_NAMED).map(tableLine),
    ...(more > 0 ? [say`• … and ${counted(more, 'more table')}`] : []),
  ];
}

function replaySentence({ migrations, durationMs, skipped }: Correction['replay']): Phrase {
  const chain = `The whole chain of ${counted(migrations, 'migration')}`;
  if (skipped === undefined) return say`${chain} ran on an empty database in ${durationOf(durationMs)}.`;
  return say`${strong(`${chain} was not replayed`)}: it would act on production’s server before anybody voted (${skipped}).`;
}

function tableLine(change: Correction['run']['tables'][number]): Phrase {
  const parts = [
    change.columnsAdded.length > 0 ? `adds ${change.columnsAdded.join(', ')}` : '',
    change.columnsDropped.length > 0 ? `drops ${change.columnsDropped.join(', ')}` : '',
    change.updated > 0 ? `${countOf(change.updated)} changed` : '',
    change.deleted > 0 ? `${countOf(change.deleted)} deleted` : '',
    change.rowsBefore === change.rowsAfter ? '' : `${change.rowsBefore ?? 0} rows → ${change.rowsAfter ?? 0}`,
  ].filter((part) => part !== '');
  return say`• ${code(change.table)}: ${parts.length === 0 ? 'other content' : parts.join(', ')}`;
}
