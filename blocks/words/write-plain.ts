import { linkAsText } from './link.ts';
import type { Phrase, Span } from './phrase.ts';
import { type Reader, shownName } from './reader.ts';
import { zoned } from './times.ts';

/**
 * Writes a phrase as plain text with times in the reader's zone and in UTC: for `plain_text` objects, and for what
 * screen readers and notifications read out. A person without a known name stays as an id.
 */
export function writePlain(phrase: Phrase, reader: Reader): string {
  return phrase.map((span) => plainSpan(span, reader)).join('');
}

function plainSpan(span: Span, reader: Reader): string {
  switch (span.kind) {
    case 'person':
    case 'call':
      return shownName(reader, span.id) ?? span.id;
    case 'channel':
      return span.id;
    case 'link':
      return linkAsText(span);
    case 'instant':
      return zoned(span.at, span.form, reader.timeZone);
    default:
      return span.text;
  }
}
