import type { IncidentId } from '../src/domain/ids.ts';
import { type Drawn, draw } from './kit/drawn.ts';
import { lines, type Page } from './kit/texts.ts';
import { say, saying, strong } from './words/phrase.ts';
import type { Reader } from './words/reader.ts';

/** Scratch copies of a closed incident that could not be dropped. */
export function drawCopiesLeft(
  given: { readonly id: IncidentId; readonly say: string; readonly hint: string },
  reader: Reader,
): Drawn {
  const page: Page = { reader, where: `recourse incident show ${given.id}` };
  const phrases = [
    say`🟠 ${strong(`A scratch copy of ${given.id} could not be dropped yet.`)} ${saying(given.say)}`,
    say`Production is not touched by it; it takes room on the server. It is tried again every hour.`,
    say`${strong('Next:')} ${saying(given.hint)}`,
  ];
  return draw(page, phrases, [lines(phrases, page)]);
}
