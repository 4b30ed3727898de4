import { html, type View } from '../html.ts';
import type { Node } from '../mrkdwn.ts';
import { Nodes } from '../mrkdwn-view.ts';
import type { RichPart, RichStyle } from './block-shapes.ts';

/** Formatted text as a tree: sections, lists, quotes and preformatted text. */
export function RichText({ parts }: { parts: readonly RichPart[] }): View {
  return html`<div class="rich">${parts.map((part) => html`<${Part} part=${part} />`)}</div>`;
}

function Part({ part }: { part: RichPart }): View {
  const words = html`<${Words} parts=${part.elements ?? []} />`;
  switch (part.type) {
    case 'rich_text_list': {
      const items = (part.elements ?? []).map((item) => html`<li><${Words} parts=${item.elements ?? []} /></li>`);
      const style = { marginLeft: `${(part.indent ?? 0) * 24}px` };
      return part.style === 'ordered' ? html`<ol style=${style}>${items}</ol>` : html`<ul style=${style}>${items}</ul>`;
    }
    case 'rich_text_quote':
      return html`<blockquote>${words}</blockquote>`;
    case 'rich_text_preformatted':
      return html`<pre>${words}</pre>`;
    default:
      return html`<div class="rich-section">${words}</div>`;
  }
}

function Words({ parts }: { parts: readonly RichPart[] }): View {
  return html`${parts.map((part) => html`<${Styled} style=${part.style}><${Nodes} nodes=${nodesOf(part)} /><//>`)}`;
}

function Styled({ style, children }: { style: RichPart['style']; children: unknown }): View {
  const marks: RichStyle = typeof style === 'object' ? style : {};
  let inner: unknown = children;
  if (marks.code === true) inner = html`<code>${inner}</code>`;
  if (marks.strike === true) inner = html`<s>${inner}</s>`;
  if (marks.italic === true) inner = html`<em>${inner}</em>`;
  if (marks.bold === true) inner = html`<strong>${inner}</strong>`;
  return html`${inner}`;
}

function lines(text: string): Node[] {
  return text.split('\n').flatMap((line, index): Node[] => {
    const words: Node = { type: 'text', text: line };
    return index === 0 ? [words] : [{ type: 'break' }, words];
  });
}

const readers: Readonly<Record<string, (part: RichPart) => Node[]>> = {
  text: (part) => lines(part.text ?? ''),
  link: (part) => [{ type: 'link', url: part.url ?? '', label: part.text ?? part.url ?? '' }],
  emoji: (part) => [{ type: 'emoji', name: part.name ?? '' }],
  user: (part) => [{ type: 'user', id: part.user_id ?? '' }],
  channel: (part) => [{ type: 'channel', id: part.channel_id ?? '' }],
  usergroup: (part) => [{ type: 'usergroup', id: part.usergroup_id ?? '' }],
  broadcast: (part) => [{ type: 'broadcast', range: part.range ?? 'channel' }],
  date: (part) => [
    { type: 'date', epoch: part.timestamp ?? Number.NaN, format: part.format ?? '', fallback: part.fallback ?? '' },
  ],
};

function nodesOf(part: RichPart): Node[] {
  return readers[part.type]?.(part) ?? [];
}
