import { cutBetweenSigns } from '../src/domain/kept-text.ts';
import { countOf } from './words/numbers.ts';
import { code, type Phrase, type Span, say } from './words/phrase.ts';
import type { Reader } from './words/reader.ts';
import { writeSpan } from './words/write-mrkdwn.ts';

/** Room kept for the sentence that says what was cut. */
const tailRoom = 160;

/**
 * Cuts a plain text to `most` characters, visibly: `… 3,214 more characters in INC-7's timeline`.
 * Never splits a character in two.
 */
export function cutText(text: string, most: number, where?: string): string {
  if (text.length <= most) return text;
  const tailFor = (left: number) => (where === undefined ? '…' : `… ${countOf(left)} more characters in ${where}`);
  const kept = cutBetweenSigns(text, Math.max(0, most - tailFor(text.length).length));
  return kept + tailFor(text.length - kept.length);
}

/** Cuts a text from the front: of an error's output, the end tells most. */
export function lastOf(text: string, most: number): string {
  if (text.length <= most) return text;
  const kept = text.slice(text.length - most + 1);
  return `…${/^[\udc00-\udfff]/.test(kept) ? kept.slice(1) : kept}`;
}

/**
 * Cuts a phrase so that it is at most `most` characters as mrkdwn, between spans or inside a text span, never inside an
 * entity, a mention or a date.
 */
export function cutPhrase(phrase: Phrase, most: number, reader: Reader, where: string): Phrase {
  if (lengthOf(phrase, reader) <= most) return phrase;
  const kept: Span[] = [];
  let room = most - tailRoom;
  for (const span of phrase) {
    const length = writeSpan(span, reader).length;
    if (length <= room) kept.push(span);
    else if ('text' in span) kept.push({ ...span, text: textThatFits(span, room, reader) });
    room -= length;
    if (room <= 0) break;
  }
  const left = lengthOf(phrase, reader) - lengthOf(kept, reader);
  return [...kept, ...say`… ${left} more characters in ${code(where)}`];
}

function lengthOf(phrase: Phrase, reader: Reader): number {
  return phrase.reduce((sum, span) => sum + writeSpan(span, reader).length, 0);
}

function textThatFits(span: Extract<Span, { text: string }>, room: number, reader: Reader): string {
  let [fits, tooLong] = [0, span.text.length];
  while (tooLong - fits > 1) {
    const middle = Math.floor((fits + tooLong) / 2);
    if (writeSpan({ ...span, text: span.text.slice(0, middle) }, reader).length <= room) fits = middle;
    else tooLong = middle;
  }
  return cutBetweenSigns(span.text, fits);
}

/** Where the whole of an incident can always be read. */
export function wholeStoryOf(id: string): string {
  return `recourse incident timeline ${id}`;
}
