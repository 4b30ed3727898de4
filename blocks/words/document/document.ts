import type { Phrase } from '../phrase.ts';

/** A report before anybody decided how it is written: Markdown for a file or an issue, HTML for a page. */
export type Piece =
  | { readonly kind: 'heading'; readonly level: 1 | 2; readonly text: string }
  | { readonly kind: 'paragraph'; readonly phrase: Phrase }
  /** Each item's first phrase is the item; the others stand below it. */
  | { readonly kind: 'list'; readonly items: readonly (readonly Phrase[])[] }
  | { readonly kind: 'table'; readonly head: readonly string[]; readonly rows: readonly (readonly Phrase[])[] }
  /** People's own words, with their line breaks. */
  | { readonly kind: 'quote'; readonly text: string }
  /** A program's output, as it came. */
  | { readonly kind: 'output'; readonly text: string };

export type Document = readonly Piece[];

export const heading = (text: string, level: 1 | 2 = 2): Piece => ({ kind: 'heading', level, text });
export const paragraph = (phrase: Phrase): Piece => ({ kind: 'paragraph', phrase });
export const quote = (text: string): Piece => ({ kind: 'quote', text });

/** A list of single lines. */
export function list(phrases: readonly Phrase[]): Piece {
  return { kind: 'list', items: phrases.map((phrase) => [phrase]) };
}
