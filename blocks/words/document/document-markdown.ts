import type { Phrase } from '../phrase.ts';
import type { Reader } from '../reader.ts';
import { escapeMarkdown, writeMarkdown } from '../write-markdown.ts';
import type { Document, Piece } from './document.ts';

/** A document as CommonMark (tables as GitHub writes them). Outside text cannot become markup. Ends with a line break. */
export function documentMarkdown(document: Document, reader: Reader): string {
  return `${document.map((piece) => pieceMarkdown(piece, reader)).join('\n\n')}\n`;
}

function pieceMarkdown(piece: Piece, reader: Reader): string {
  switch (piece.kind) {
    case 'heading':
      return `${'#'.repeat(piece.level)} ${escapeMarkdown(oneLine(piece.text))}`;
    case 'paragraph':
      return atLineStart(writeMarkdown(piece.phrase, reader));
    case 'list':
      return piece.items.map((item) => listItem(item, reader)).join('\n');
    case 'table':
      return [piece.head.map(escapeMarkdown), piece.head.map(() => '---')]
        .concat(piece.rows.map((row) => row.map((cell) => oneLine(writeMarkdown(cell, reader)))))
        .map((cells) => `| ${cells.join(' | ')} |`)
        .join('\n');
    case 'quote':
      return piece.text
        .split('\n')
        .map((line) => `> ${atLineStart(escapeMarkdown(line))}`.trimEnd())
        .join('\n');
    case 'output':
      return fenced(piece.text);
  }
}

/** A hard break after each line of an item, so that details stand below it and in it. */
function listItem(item: readonly Phrase[], reader: Reader): string {
  const written = item.flatMap((phrase) => writeMarkdown(phrase, reader).split('\n'));
  return `- ${written.map((line, at) => (at === 0 ? atLineStart(line) : `  ${atLineStart(line)}`)).join('  \n')}`;
}

/** Signs that begin a heading, a list, a quote or a rule only at the start of a line. */
function atLineStart(line: string): string {
  return line.replace(/^(\s*)([#>+=~-]|\d+[.)])/, (_, space: string, sign: string) =>
    /\d/.test(sign) ? `${space}${sign.slice(0, -1)}\\${sign.slice(-1)}` : `${space}\\${sign}`,
  );
}

function oneLine(text: string): string {
  return text.replaceAll(/\s*\n\s*/g, ' ');
}

function fenced(text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}\n${text.trimEnd()}\n${fence}`;
}
