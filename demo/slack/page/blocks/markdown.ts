import { html, type View } from '../html.ts';
import { Mrkdwn } from '../mrkdwn-view.ts';
import { type Piece, readPieces } from './markdown-pieces.ts';

/** A markdown block: headings, lists, fences, quotes, rules and inline marks. */
export function Markdown({ text }: { text: string }): View {
  return html`<div class="rich">${readPieces(text).map(draw)}</div>`;
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
      return html`<p>${inline(piece.lines.join('\n'))}</p>`;
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
