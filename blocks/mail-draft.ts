import type { IncidentId } from '../src/domain/ids.ts';
import { wholeStoryOf } from './cut.ts';
import { buttons } from './kit/buttons.ts';
import { type Drawn, draw } from './kit/drawn.ts';
import { lines, type Page } from './kit/texts.ts';
import { instant, say } from './words/phrase.ts';
import type { Reader } from './words/reader.ts';
import type { TimelineLine } from './words/timeline/timeline-line.ts';

/** A mail that waits for its confirmation, in the incident's thread. The button only leads to the preview. */
export function drawMailDraft(incident: IncidentId, number: number, line: TimelineLine, reader: Reader): Drawn {
  const page: Page = { reader, where: wholeStoryOf(incident) };
  const when = instant(line.occurredAt, 'time-with-seconds');
  const [first = [], ...below] = line.phrases;
  const told = [say`${when} ${line.mark} ${first}`, ...below];
  const press = {
    actionId: 'preview-mail',
    label: `Look at mail ${number} of ${incident} and send it`,
    value: JSON.stringify({ incident, mail: number }),
  };
  return draw(page, told, [lines(told, page), buttons(`mail-${number}`, [press])]);
}
