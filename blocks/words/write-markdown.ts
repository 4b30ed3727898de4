import { isAddress, linkAsText } from './link.ts';
import type { Phrase, Span } from './phrase.ts';
import { type Reader, shownName } from './reader.ts';
import { zoned } from './times.ts';

/** Writes a phrase as CommonMark, for reports and for the terminal. Outside text cannot become markup. */
export function writeMarkdown(phrase: Phrase, reader: Reader): string {
  return phrase.map((span) => markdownSpan(span, reader)).join('');
}

function markdownSpan(span: Span, reader: Reader): string {
  switch (span.kind) {
    case 'text':
      return escapeMarkdown(span.text);
    case 'strong':
      return `**${escapeMarkdown(span.text)}**`;
    case 'code':
      return fenced(span.text);
    case 'person':
    case 'call':
      return escapeMarkdown(shownName(reader, span.id) ?? span.id);
    case 'channel':
      return escapeMarkdown(span.id);
    case 'link':
      return isAddress(span.url) ? `[${escapeMarkdown(span.title)}](<${span.url}>)` : escapeMarkdown(linkAsText(span));
    case 'instant':
      return escapeMarkdown(zoned(span.at, span.form, reader.timeZone));
  }
}

/** Only what could become markup inside a line; `1,788 rows (−12).` stays readable in a terminal. */
export function escapeMarkdown(text: string): string {
  return text.replaceAll(/[\\`*_[\]<>|]/g, (sign) => `\\${sign}`).replaceAll('&', '&amp;');
}

/** A code span whose fence is longer than any run of backticks in it. */
function fenced(text: string): string {
  const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  const pad = longest > 0 ? ' ' : '';
  return `${fence}${pad}${text.replaceAll(/\s+/g, ' ')}${pad}${fence}`;
}
