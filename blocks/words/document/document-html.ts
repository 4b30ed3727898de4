import { isAddress } from '../link.ts';
import type { Phrase, Span } from '../phrase.ts';
import type { Reader } from '../reader.ts';
import { writePlain } from '../write-plain.ts';
import type { Document, Piece } from './document.ts';

/** Readable on a phone and in the dark; prints as it stands. */
const style = [
  ':root{color-scheme:light dark}',
  'body{font:16px/1.5 system-ui,sans-serif;max-width:50rem;margin:2rem auto;padding:0 1rem}',
  'table{border-collapse:collapse;display:block;overflow-x:auto}td,th{border:1px solid #8886;padding:.3rem .6rem;text-align:left}',
  'blockquote{border-left:.25rem solid #8886;margin:0;padding-left:1rem;white-space:pre-wrap}',
  'pre{overflow-x:auto;background:#8881;padding:1rem}small{opacity:.8}',
].join('');

/** A document as one HTML page with nothing from outside. Outside text cannot become markup. Ends with a line break. */
export function documentHtml(document: Document, reader: Reader): string {
  const title = document.find((piece) => piece.kind === 'heading')?.text ?? 'Report';
  const head = `<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escapeHtml(title)}</title>`;
  const body = document.map((piece) => pieceHtml(piece, reader)).join('\n');
  return `<!doctype html>\n<html lang="en"><head>${head}<style>${style}</style></head><body>\n${body}\n</body></html>\n`;
}

function pieceHtml(piece: Piece, reader: Reader): string {
  const write = (phrase: Phrase) => phraseHtml(phrase, reader);
  switch (piece.kind) {
    case 'heading':
      return `<h${piece.level}>${escapeHtml(piece.text)}</h${piece.level}>`;
    case 'paragraph':
      return `<p>${write(piece.phrase)}</p>`;
    case 'list':
      return `<ul>\n${piece.items.map((item) => `<li>${item.map(write).join('<br>')}</li>`).join('\n')}\n</ul>`;
    case 'table':
      return `<table>\n${row('th', piece.head.map(escapeHtml))}\n${piece.rows.map((cells) => row('td', cells.map(write))).join('\n')}\n</table>`;
    case 'quote':
      return `<blockquote>${escapeHtml(piece.text)}</blockquote>`;
    case 'output':
      return `<pre>${escapeHtml(piece.text)}</pre>`;
  }
}

function row(cell: 'th' | 'td', cells: readonly string[]): string {
  return `<tr>${cells.map((each) => `<${cell}>${each}</${cell}>`).join('')}</tr>`;
}

function phraseHtml(phrase: Phrase, reader: Reader): string {
  return phrase.map((span) => spanHtml(span, reader)).join('');
}

function spanHtml(span: Span, reader: Reader): string {
  const text = escapeHtml(writePlain([span], reader)).replaceAll('\n', '<br>');
  if (span.kind === 'link' && isAddress(span.url))
    return `<a href="${escapeHtml(span.url)}">${escapeHtml(span.title)}</a>`;
  if (span.kind === 'strong') return `<strong>${text}</strong>`;
  return span.kind === 'code' ? `<code>${text}</code>` : text;
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
