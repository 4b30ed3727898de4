import type { KnownBlock } from '@slack/types';
import { type Drawn, draw } from '../kit/drawn.ts';
import { lines, type Page } from '../kit/texts.ts';
import type { Phrase } from '../words/phrase.ts';

/** A piece of a message: what is seen and what is read out. A part with nothing to say is empty. */
export interface Part {
  readonly spoken: readonly Phrase[];
  readonly blocks: readonly KnownBlock[];
}

export const emptyPart: Part = { spoken: [], blocks: [] };

/** A part that says the same to eyes and ears. */
export function told(page: Page, phrases: readonly Phrase[]): Part {
  return phrases.length === 0 ? emptyPart : { spoken: phrases, blocks: [lines(phrases, page)] };
}

/** Parts in the order in which they are read. */
export function drawParts(page: Page, parts: readonly Part[]): Drawn {
  return draw(
    page,
    parts.flatMap((part) => part.spoken),
    parts.flatMap((part) => part.blocks),
  );
}
