import { rowsLost, rowsRegained } from '../../../src/domain/loss.ts';
import type { Postmortem } from '../../../src/domain/postmortem.ts';
import { type Document, list, paragraph } from '../document/document.ts';
import { affectedTables, unmeasuredSentence } from '../loss.ts';
import { counted, countOf } from '../numbers.ts';
import { code, instant, type Phrase, say, strong } from '../phrase.ts';
import { changedPhrases } from './changed-part.ts';

/** What was said before the vote beside what was counted on the frozen database; the second is what was lost. */
export function lossPart({ loss, path, forensics }: Postmortem): Document {
  const { stated, real } = loss;
  if (!path.carriedOut) return [paragraph(say`No data was given up: no recovery was carried out.`)];
  const changed = changedPhrases(loss);
  if (changed.length > 0) return [list(changed)];
  if (stated === null && real === null)
    return [paragraph(say`This way back touches no rows, so none were lost to it.`)];
  const sum: Phrase[] = [
    ...(stated === null
      ? []
      : [say`Stated at the vote: ${counted(rowsLost(stated), 'row')}, counted ${instant(stated.countedAt)}.`]),
    real === null
      ? say`${strong('Not counted again')} when writes had stopped.`
      : say`${strong('Really lost:')} ${counted(rowsLost(real), 'row')} written since ${instant(real.since)}, counted ${instant(real.countedAt)} with writes stopped.`,
    ...(real === null ? [] : [say`Brought back: ${counted(rowsRegained(real), 'row')}.`]),
    ...(loss.exportedTo === null
      ? []
      : [say`Exported: ${counted(loss.exportedRows, 'row')}, to ${code(loss.exportedTo)}.`]),
    ...(forensics.kept === null ? [] : [say`The replaced database is kept as ${code(forensics.kept)}.`]),
  ];
  return [list(sum), ...tables(real ?? stated), ...unmeasured(real ?? stated)];
}

/** More tables than this are summed up; the journal has them all. */
const TABLES_NAMED = 20;

function tables(report: Postmortem['loss']['real']): Document {
  const affected = report === null ? [] : affectedTables(report);
  if (affected.length === 0) return [];
  const rows = affected
    .slice(0, TABLES_NAMED)
    .map(({ table, inserted, updated, deleted }) => [
      say`${code(table)}`,
      ...[inserted, updated, deleted].map((count) => say`${countOf(count)}`),
    ]);
  const more = affected.length - rows.length;
  return [
    { kind: 'table', head: ['Table', 'New rows lost', 'Changed rows set back', 'Deleted rows brought back'], rows },
    ...(more > 0 ? [paragraph(say`${counted(more, 'more table')} in the journal.`)] : []),
  ];
}

function unmeasured(report: Postmortem['loss']['real']): Document {
  const sentence = unmeasuredSentence(report);
  return sentence === null ? [] : [paragraph(sentence)];
}
