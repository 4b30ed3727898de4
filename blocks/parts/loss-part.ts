import type { RawTextElement, TableBlock } from '@slack/types';
import type { CardFacts } from '../../src/domain/card.ts';
import type { TableLoss } from '../../src/domain/loss.ts';
import { cutText } from '../cut.ts';
import type { Page } from '../kit/texts.ts';
import { copyBackSentences } from '../words/copy-back.ts';
import { correctionSentences } from '../words/correction.ts';
import { downScriptsSentences } from '../words/down-scripts.ts';
import { affectedTables, lossSentences, unmeasuredSentence } from '../words/loss.ts';
import { counted, countOf } from '../words/numbers.ts';

import { code, type Phrase, say } from '../words/phrase.ts';
import { repairSentences } from '../words/repair.ts';
import { switchSentences } from '../words/switches.ts';
import { emptyPart, type Part, told } from './part.ts';

/** Rows of the table before the rest is summed up; Slack allows 100. */
const shownTables = 15;
/** Tables that are read out; the sentence above has the sums. */
const spokenTables = 5;

/** What the restore costs and what it gives, in two sentences. */
export function lossPart({ incident }: CardFacts, page: Page): Part {
  const report = incident.proposed?.plan.statedLoss ?? null;
  if (incident.proposed === null) return emptyPart;
  const { copyBack, repair, downScripts, correction, switching } = incident.proposed.plan;
  if (switching !== undefined) return told(page, switchSentences(switching));
  if (correction !== undefined) return told(page, correctionSentences(correction));
  if (repair !== undefined) return told(page, repairSentences(repair));
  if (copyBack !== undefined) return told(page, copyBackSentences(copyBack.report));
  if (downScripts !== undefined) return told(page, downScriptsSentences(downScripts));
  const { lost, regained } = lossSentences(report, incident.proposed.plan.path);
  return told(
    page,
    [regained, lost, unmeasuredSentence(report)].filter((phrase) => phrase !== null),
  );
}

/** The same per table. Slack shows a table below everything else, wherever it stands in the message. */
export function lossTablePart({ incident }: CardFacts): Part {
  const report = incident.proposed?.plan.statedLoss ?? null;
  const tables = report === null ? [] : affectedTables(report);
  if (tables.length === 0) return emptyPart;
  return { spoken: tables.slice(0, spokenTables).map(spokenRow), blocks: [lossTable(tables)] };
}

function lossTable(tables: readonly TableLoss[]): TableBlock {
  const rest = tables.slice(shownTables);
  const restRow =
    rest.length === 0
      ? []
      : [
          row(
            `${counted(rest.length, 'more table')}`,
            sum(rest, 'deleted'),
            sum(rest, 'inserted'),
            sum(rest, 'updated'),
          ),
        ];
  return {
    type: 'table',
    block_id: 'loss-by-table',
    column_settings: [{ is_wrapped: true }, { align: 'right' }, { align: 'right' }, { align: 'right' }],
    rows: [
      ['Table', 'Back', 'New, lost', 'Set back'].map(cell),
      ...tables.slice(0, shownTables).map((t) => row(shortName(t.table), t.deleted, t.inserted, t.updated)),
      ...restRow,
    ],
  };
}

/** `public` says nothing, and phones are narrow. */
function shortName(table: string): string {
  return table.replace(/^public\./, '');
}

function row(name: string, ...counts: readonly number[]): RawTextElement[] {
  return [cell(name), ...counts.map((count) => cell(countOf(count)))];
}

function cell(text: string): RawTextElement {
  return { type: 'raw_text', text: cutText(text, 200) };
}

function spokenRow(table: TableLoss): Phrase {
  return say`${code(table.table)}: ${counted(table.deleted, 'row')} come back, ${countOf(table.inserted)} new lost, ${countOf(table.updated)} changed set back.`;
}

function sum(tables: readonly TableLoss[], what: 'inserted' | 'updated' | 'deleted'): number {
  return tables.reduce((total, table) => total + table[what], 0);
}
