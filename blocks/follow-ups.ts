import type { FollowUp } from '../src/domain/follow-up.ts';
import type { IncidentId, Instant } from '../src/domain/ids.ts';
import { type Drawn, draw } from './kit/drawn.ts';
import { header, lines, type Page, section } from './kit/texts.ts';
import { code, instant, type Phrase, person, say, strong } from './words/phrase.ts';
import { privately } from './words/reader.ts';

/** What is left to do after one incident. */
export interface ListedFollowUps {
  readonly incident: IncidentId;
  readonly service: string;
  readonly followUps: readonly FollowUp[];
}

const page: Page = { reader: privately, where: '/incident actions INC-7' };

/** Incidents in one answer; a section each. */
const shown = 10;

/** `/incident actions`: everything that is open, by incident, overdue ones marked (P10). */
export function drawFollowUps(all: readonly ListedFollowUps[], now: Instant): Drawn {
  if (all.length === 0) {
    const nothing = say`${strong('Nothing is left to do')} after the incidents here.`;
    return draw(page, [nothing], [section(nothing, page)]);
  }
  const told = all
    .slice(0, shown)
    .map(({ incident, service, followUps }) => [
      say`${strong(incident)} ${service}`,
      ...followUps.map((item) => followUpPhrase(item, now)),
    ]);
  const hints = [
    ...(all.length > shown ? [say`${all.length - shown} more incidents have something open.`] : []),
    say`${code('/incident actions done INC-7 2 how')}, ${code('assign INC-7 2 @person')}, ${code('due INC-7 2 3d')} or ${code('add INC-7 text')}.`,
  ];
  return draw(
    page,
    [say`Left to do`, ...told.flat(), ...hints],
    [header('Left to do'), ...told.map((phrases) => lines(phrases, page)), lines(hints, page)],
  );
}

/** One thing to do, in one line. */
export function followUpPhrase({ number, title, owner, dueAt, doneAt }: FollowUp, now: Instant): Phrase {
  if (doneAt !== null) return say`☑️ ${number}. ${title}, done ${instant(doneAt)}`;
  const late = Date.parse(dueAt) <= Date.parse(now);
  return say`${late ? '🔴' : '▫️'} ${number}. ${strong(title)}, ${person(owner)}, ${late ? strong('was due') : 'due'} ${instant(dueAt)}`;
}
