import { isAddress, linkAsText } from './link.ts';
import type { Phrase, Span } from './phrase.ts';
import { type Reader, shownName } from './reader.ts';
import { zoned } from './times.ts';

/** Writes a phrase as HTML, for reports in a browser. Outside text cannot become markup. */
export function writeHtml(phrase: Phrase, reader: Reader): string {
  return phrase.map((span) => htmlSpan(span, reader)).join('');
}

function htmlSpan(span: Span, reader: Reader): string {
  switch (span.kind) {
    case 'text':
      return escapeHtml(span.text);
    case 'strong':
      return `<strong>${escapeHtml(span.text)}</strong>`;
    case 'code':
      return `<code>${escapeHtml(span.text)}</code>`;
    case 'person':
    case 'call':
      return escapeHtml(shownName(reader, span.id) ?? span.id);
    case 'channel':
      return escapeHtml(span.id);
    case 'link':
      return isAddress(span.url)
        ? `<a href="${escapeHtml(span.url)}">${escapeHtml(span.title)}</a>`
        : escapeHtml(linkAsText(span));
    case 'instant':
      return `<time datetime="${span.at}">${escapeHtml(zoned(span.at, span.form, reader.timeZone))}</time>`;
  }
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

export function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (sign) => entities[sign] ?? sign);
}
