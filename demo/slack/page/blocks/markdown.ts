import { html, type View } from '../html.ts';
import { Mrkdwn } from '../mrkdwn-view.ts';

/** One paragraph, heading, list or fence of a markdown block. */
type Piece =
  | { readonly kind: 'heading'; readonly level: number; readonly text: string }
  | { readonly kind: 'list'; readonly ordered: boolean; readonly items: string[] }
  | { readonly kind: 'fence' | 'paragraph'; readonly lines: string[] }
  | { readonly kind: 'rule' };

/** A markdown block: headings, lists, fences, quotes, rules and inline marks. */
export function Markdown({ text }: { text: string }): View {
  return html`<div class="rich">${readPieces(text).map(draw)}</div>`;
}

/** Splits markdown into its pieces: what stands between fences is kept as it is. */
export function readPieces(text: string): Piece[] {
  return text.split(/^```.*$/m).flatMap((part, index): Piece[] => {
    const lines = part.replace(/^\n|\n$/g, '').split('\n');
    return index % 2 === 1 ? [{ kind: 'fence', lines }] : readLines(lines);
  });
}

function readLines(lines: readonly string[]): Piece[] {
  const pieces: Piece[] = [];
  for (const line of lines) {
    const piece = pieceOf(line);
    if (!joins(pieces.at(-1), piece)) pieces.push(piece);
  }
  return pieces;
}

/** The piece that one line would be on its own. */
function pieceOf(line: string): Piece {
  const heading = /^(#{1,6})\s+(.*)$/.exec(line);
  if (heading !== null) return { kind: 'heading', level: heading[1]?.length ?? 1, text: heading[2] ?? '' };
  if (/^\s*([-*_])(?:\s*\1){2,}\s*$/.test(line)) return { kind: 'rule' };
  const item = /^\s*(?:[-*+]|(\d+)[.)])\s+(.*)$/.exec(line);
  if (item !== null) return { kind: 'list', ordered: item[1] !== undefined, items: [item[2] ?? ''] };
  return { kind: 'paragraph', lines: line === '' ? [] : [line] };
}

/** Adds an item to the list before it and a line to the paragraph before it, if there is one. */
function joins(last: Piece | undefined, piece: Piece): boolean {
  if (last?.kind === 'list' && piece.kind === 'list' && last.ordered === piece.ordered) {
    last.items.push(...piece.items);
    return true;
  }
  if (last?.kind !== 'paragraph' || piece.kind !== 'paragraph' || piece.lines.length === 0) return false;
  if (last.lines.length === 0) return false;
  last.lines.push(...piece.lines);
  return true;
}

function draw(piece: Piece): unknown {
  switch (piece.kind) {
    case 'heading':
      return html`<div class=${`heading heading-${piece.level}`} role="heading" aria-level=${piece.level}>${inline(piece.text)}</div>`;
    case 'list': {
      const items = piece.items.map((item) => html`<li>${inline(item)}</li>`);
      return piece.ordered ? html`<ol>${items}</ol>` : html`<ul>${items}</ul>`;
    }
    case 'fence':
      return html`<pre>${piece.lines.join('\n')}</pre>`;
    case 'rule':
      return html`<hr />`;
    default:
      return piece.lines.length === 0 ? null : html`<p>${inline(piece.lines.join('\n'))}</p>`;
  }
}

/** Markdown's inline marks in the spelling of mrkdwn, which the page can already draw. */
function inline(text: string): View {
  const escaped = text.replaceAll('&', '&amp;').replaceAll(/<(?![@#!])/g, '&lt;');
  const respelled = escaped
    .replaceAll(/(?<![*\w])\*(?![*\s])([^*\n]+?)\*(?![*\w])/g, '_$1_')
    .replaceAll(/(\*\*|__)(?=\S)(.+?)\1/g, '*$2*')
    .replaceAll(/~~(?=\S)(.+?)~~/g, '~$1~')
    .replaceAll(/\[([^\]\n]+)\]\((https?:[^)\s]+)\)/g, '<$2|$1>');
  return html`<${Mrkdwn} text=${respelled} />`;
}
