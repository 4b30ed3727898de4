const signs = new Intl.Segmenter('und', { granularity: 'grapheme' });

/** A sign that is longer, in UTF-16 units, is no sign but an attack: it is cut between code points. */
const SIGN_MAX = 64;

/**
 * The longest beginning of at most `most` UTF-16 units that ends between two signs as a reader sees them: an emoji, a flag
 * or a letter with its accents is kept whole or not at all.
 */
export function cutBetweenSigns(text: string, most: number): string {
  if (text.length <= most) return text;
  const at = signs.segment(text.slice(0, most + SIGN_MAX)).containing(most)?.index ?? most;
  const kept = text.slice(0, most - at < SIGN_MAX ? at : most);
  return /[\ud800-\udbff]$/.test(kept) ? kept.slice(0, -1) : kept;
}

/** A text from outside as it can be kept: PostgreSQL holds no NUL, and JSON that others can read holds no half of a sign. */
export function keptText(text: string, most: number): string {
  return cutBetweenSigns(text.replaceAll('\0', '').trim().toWellFormed(), most);
}

/** As JSON will give it back; a text with half a sign in it has a mark instead, which RFC 8785 can write. */
export function asWellFormedJson(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value), (_, part) => (typeof part === 'string' ? part.toWellFormed() : part));
}
