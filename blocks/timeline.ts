import type { Incident } from '../src/domain/incident.ts';
import { wholeStoryOf } from './cut.ts';
import { type Drawn, draw } from './kit/drawn.ts';
import { context, header, lines, type Page } from './kit/texts.ts';
import { instant, type Phrase, say } from './words/phrase.ts';
import type { Reader } from './words/reader.ts';
import type { TimelineLine } from './words/timeline/timeline-line.ts';

/** Lines of one `/incident timeline` answer; more would not be read in a chat. */
const shownLines = 40;

/** One timeline line as a message in the incident's thread. */
export function drawTimelineLine(incident: Incident['id'], line: TimelineLine, reader: Reader): Drawn {
  const page: Page = { reader, where: wholeStoryOf(incident) };
  const when = instant(line.occurredAt, 'time-with-seconds');
  const [first = [], ...below] = line.phrases;
  return draw(
    page,
    [say`${when}: ${first}`, ...below],
    [lines([say`${when} ${line.mark} ${first}`, ...below.map(indented)], page)],
  );
}

/** The newest part of a timeline, oldest line first, for one person. */
export function drawTimeline(incident: Incident['id'], all: readonly TimelineLine[], reader: Reader): Drawn {
  const page: Page = { reader, where: wholeStoryOf(incident) };
  const shown = all.slice(-shownLines);
  const told = shown.map((line) => {
    const [first = [], ...below] = line.phrases;
    return [say`${instant(line.occurredAt, 'time-with-seconds')} ${line.mark} ${first}`, ...below.map(indented)];
  });
  const title = `Timeline of ${incident}`;
  const left = all.length - shown.length;
  const note: Phrase[] =
    left > 0 ? [say`${left} earlier lines are in the thread and in \`${wholeStoryOf(incident)}\`.`] : [];
  return draw(
    page,
    [say`${title}`, ...note, ...told.flat()],
    [header(title), ...note.map((phrase) => context(phrase, page)), ...told.map((phrases) => lines(phrases, page))],
  );
}

function indented(phrase: Phrase): Phrase {
  return say`      ${phrase}`;
}
