import type { ChannelId, Instant, PersonId } from '../../src/domain/ids.ts';
import { countOf } from './numbers.ts';

/** How an instant is told: with its day, or by the clock alone where the day is plain (timeline lines: with seconds). */
export type InstantForm = 'day-and-time' | 'time' | 'time-with-seconds';

/**
 * A piece of a sentence. Outside text (notes, migration names, errors) only ever enters as `text`, `strong` or `code`
 * and is escaped by whoever writes the phrase out, so it can neither ping people nor forge a link.
 */
export type Span =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'strong'; readonly text: string }
  | { readonly kind: 'code'; readonly text: string }
  /** Named, without calling them. */
  | { readonly kind: 'person'; readonly id: PersonId }
  /** Called: Slack notifies them. */
  | { readonly kind: 'call'; readonly id: PersonId }
  | { readonly kind: 'channel'; readonly id: ChannelId }
  /** A place that can be opened. Only an address that was parsed as one becomes a link; others stay text. */
  | { readonly kind: 'link'; readonly url: string; readonly title: string }
  | { readonly kind: 'instant'; readonly at: Instant; readonly form: InstantForm };

/** A sentence or two, before anybody decided where it will be read: Slack, a screen reader, a terminal. */
export type Phrase = readonly Span[];

type Part = string | number | Span | Phrase;

/** Writes a phrase: `say\`${person(by)} approved ${strong('INC-7')}\``. Numbers get thousands separators. */
export function say(texts: TemplateStringsArray, ...parts: readonly Part[]): Phrase {
  return texts.flatMap((text, index) => [
    ...(text === '' ? [] : [{ kind: 'text', text } as const]),
    ...(index < parts.length ? toPhrase(parts[index] ?? '') : []),
  ]);
}

function toPhrase(part: Part): Phrase {
  if (typeof part === 'string') return part === '' ? [] : [{ kind: 'text', text: part }];
  if (typeof part === 'number') return [{ kind: 'text', text: countOf(part) }];
  return 'kind' in part ? [part] : part;
}

export function strong(text: string): Span {
  return { kind: 'strong', text };
}

export function code(text: string): Span {
  return { kind: 'code', text };
}

export function person(id: PersonId): Span {
  return { kind: 'person', id };
}

export function call(id: PersonId): Span {
  return { kind: 'call', id };
}

export function channel(id: ChannelId): Span {
  return { kind: 'channel', id };
}

export function link(url: string, title: string): Span {
  return { kind: 'link', url, title };
}

export function instant(at: Instant, form: InstantForm = 'day-and-time'): Span {
  return { kind: 'instant', at, form };
}

/** Phrases in a row with something between them. */
export function join(phrases: readonly Phrase[], between: string): Phrase {
  return phrases.flatMap((phrase, index) => (index === 0 ? phrase : [...say`${between}`, ...phrase]));
}

/** `Dana, Ada or Sam`. */
export function either(phrases: readonly Phrase[]): Phrase {
  const last = phrases.at(-1);
  if (last === undefined || phrases.length === 1) return last ?? [];
  return [...join(phrases.slice(0, -1), ', '), ...say` or `, ...last];
}

const mention = /<@([UW][A-Z0-9_]{2,})(?:\|[^>]*)?>/;

/**
 * Reads a sentence that policy wrote, in which people stand as `<@U…>`. They are named, never called; everything else
 * in it, `<!channel>` included, is plain text.
 */
export function saying(text: string): Phrase {
  return text.split(new RegExp(mention, 'g')).flatMap((piece, index): Phrase => {
    if (index % 2 === 1) return [person(piece as PersonId)];
    return piece === '' ? [] : [{ kind: 'text', text: piece }];
  });
}
