import type { Entry } from '../../../src/domain/entry.ts';
import type { IncidentId } from '../../../src/domain/ids.ts';
import type { StepName } from '../../../src/domain/plan.ts';
import { instant, say } from '../phrase.ts';
import type { Reader } from '../reader.ts';
import { writeMarkdown } from '../write-markdown.ts';
import { writePlain } from '../write-plain.ts';
import { type TimelineLine, timelineLines } from './timeline-line.ts';

/** A whole timeline as CommonMark, times in the reader's zone and UTC. Ends with a line break. */
export function timelineMarkdown(
  id: IncidentId,
  entries: readonly Entry[],
  reader: Reader,
  titleOf?: (step: StepName) => string,
): string {
  const { lines } = timelineLines(entries, titleOf === undefined ? {} : { titleOf });
  const told = lines.map((line) => {
    const when = writePlain([instant(line.occurredAt, 'time-with-seconds')], reader);
    const [first = [], ...below] = line.phrases.map((phrase) => indented(writeMarkdown(phrase, reader)));
    return [`- **${when}** ${line.mark} ${first}`, ...below.map((detail) => `  ${detail}`)].join('  \n');
  });
  return `# ${id}\n\n${told.join('\n')}\n`;
}

/** The same for a terminal: one plain line per entry, details indented. */
export function timelinePlain(entries: readonly Entry[], reader: Reader, titleOf?: (step: StepName) => string): string {
  const { lines } = timelineLines(entries, titleOf === undefined ? {} : { titleOf });
  return lines.map((line) => plainLine(line, reader)).join('\n');
}

/** One line as plain text: `14:02:07 UTC  #12 Dana Kim approved …`. */
export function plainLine(line: TimelineLine, reader: Reader): string {
  const [first = [], ...below] = line.phrases;
  const head = writePlain([...say`${instant(line.occurredAt, 'time-with-seconds')}  `, ...first], reader);
  return [head, ...below.map((phrase) => `    ${writePlain(phrase, reader).replaceAll('\n', '\n    ')}`)].join('\n');
}

function indented(text: string): string {
  return text.replaceAll('\n', '  \n  ');
}
