import type { Postmortem } from '../../../src/domain/postmortem.ts';
import type { Document } from '../document/document.ts';
import { durationOf } from '../numbers.ts';
import { instant, type Phrase, say, strong } from '../phrase.ts';
import type { TimelineLine } from '../timeline/timeline-line.ts';

/** The timeline in the order in which it was recorded, with its silent stretches marked. */
export function storyPart({ silences }: Postmortem, lines: readonly TimelineLine[]): Document {
  const items = lines.flatMap((line, at) => {
    const nextLine = lines[at + 1]?.n ?? Number.POSITIVE_INFINITY;
    const quiet = silences.filter(({ after }) => line.n <= after && after < nextLine);
    return [storyItems(line), ...quiet.map(({ from, until }) => [silencePhrase(from, until)])];
  });
  return [{ kind: 'list', items }];
}

/** One line of the timeline as an item of a list: by number, so that it can be found in the journal. */
export function storyItems({ n, occurredAt, mark, phrases: [first = [], ...below] }: TimelineLine): readonly Phrase[] {
  return [say`${strong(`#${n}`)} ${instant(occurredAt, 'time-with-seconds')} ${mark} ${first}`, ...below];
}

function silencePhrase(
  ...[from, until]: readonly [Parameters<typeof instant>[0], Parameters<typeof instant>[0]]
): Phrase {
  const length = durationOf(Date.parse(until) - Date.parse(from));
  return say`⋯ ${strong(`${length} of silence`)}: nothing was recorded from ${instant(from, 'time-with-seconds')} to ${instant(until, 'time-with-seconds')}.`;
}
