import type { AuthorityRecord } from '../src/domain/authority-record.ts';
import type { DrillRecord } from '../src/domain/drill-record.ts';
import type { Instant } from '../src/domain/ids.ts';
import { type Drawn, draw } from './kit/drawn.ts';
import { context, header, lines, type Page } from './kit/texts.ts';
import { authorityFollowUpPhrases, authorityLine, authorityPhrases, authorityTrend } from './words/authority-drill.ts';
import {
  backupPhrase,
  changePhrases,
  type DrillFacts,
  drillLine,
  drillOutcome,
  drillSigns,
  followUpPhrases,
  issuePhrases,
  measurePhrases,
  runningPhrases,
  slowestPhrase,
  verdictPhrases,
} from './words/drills.ts';
import { code, instant, type Phrase, person, say, strong } from './words/phrase.ts';
import type { Reader } from './words/reader.ts';

const historyShown = 12;

/** The one message of a drill, kept up to date: passed or failed first, then what was measured. */
export function drawDrill(facts: DrillFacts, reader: Reader, progress: string | null = null): Drawn {
  const { drill, title } = facts;
  const page: Page = { reader, where: `recourse drill report ${drill.service}` };
  const { report } = drill;
  const outcome = report === null ? 'under way' : drillOutcome(report).split(':')[0];
  const head = `${report === null ? '⏳' : drillSigns[report.result]} Drill of ${title}: ${outcome}`;
  const parts = report === null ? [runningPhrases(facts, progress)] : reportParts(facts);
  const said = parts.filter((part) => part.length > 0);
  return draw(
    page,
    [say`${head}`, ...said.flat()],
    [header(head), ...said.map((part) => lines(part, page)), context(aboutPhrase(drill), page)],
  );
}

/**
 * The report in the order in which it is read; also in the terminal.
 * @param asked how many of those who were asked are shown; by default as many as a message bears
 */
export function reportParts(facts: DrillFacts, asked?: number): readonly (readonly Phrase[])[] {
  const { drill } = facts;
  const { report } = drill;
  if (report === null) return [runningPhrases(facts, null)];
  const rest = [backupPhrase(report), slowestPhrase(report)].filter((phrase) => phrase !== null);
  return [
    verdictPhrases(facts),
    measurePhrases(report),
    [...rest, ...changePhrases(facts)],
    issuePhrases(report),
    followUpPhrases(drill),
    authorityParts(facts, asked),
  ].filter((part) => part.length > 0);
}

/** Whether a decision would have come in time, measured by the newest drill that asked people. */
function authorityParts({ authority = null }: DrillFacts, asked?: number): readonly Phrase[] {
  if (authority === null) return [];
  return [say`${strong('Would people decide in time?')} ${code(authority.id)}`, ...authorityPhrases(authority, asked)];
}

function aboutPhrase({ id, reason, due, askedBy, from, askedAt }: DrillRecord): Phrase {
  const by = askedBy.kind === 'person' ? say`${person(askedBy.id)}` : say`${from ?? 'the calendar'}`;
  const why = {
    schedule: say`due ${instant(due ?? askedAt)}`,
    'caught-up': say`due ${instant(due ?? askedAt)} and caught up`,
    again: say`held again, because the first attempt was interrupted`,
    'by-hand': say`asked for by ${by} ${instant(askedAt)}`,
  };
  return say`${code(id)} · ${why[reason]}`;
}

/** Red, once: a drill that should have ended by now. Never silence. */
export function drawDrillOverdue({ drill, title }: DrillFacts, reader: Reader): Drawn {
  const page: Page = { reader, where: `recourse drill history ${drill.service}` };
  const since = say`It was due ${instant(drill.due ?? drill.askedAt)} and is ${drill.state === 'running' ? 'still under way' : 'not begun'}.`;
  const phrases = [
    say`🔴 ${strong(`The drill of ${title} is overdue.`)} ${since}`,
    say`${strong('Next:')} look at the log of Recourse and at the database server; ${code('/drill report')} shows how far it came.`,
  ];
  return draw(page, phrases, [lines(phrases, page)]);
}

/** The last drills, newest first, and what they left open. */
export function drawDrillHistory(
  given: {
    readonly title: string;
    readonly service: string;
    readonly drills: readonly DrillRecord[];
    readonly authority?: readonly AuthorityRecord[];
  },
  reader: Reader,
): Drawn {
  const page: Page = { reader, where: `recourse drill history ${given.service}` };
  const { authority = [] } = given;
  const head = `Drills of ${given.title}`;
  const shown = given.drills.slice(-historyShown).toReversed().map(drillLine);
  const none = say`No drill was held yet: ${code('/drill run')} holds one now.`;
  const open = given.drills.filter(({ followUp }) => followUp !== null && followUp.done === null);
  const phrases = shown.length === 0 ? [none] : shown;
  const decisions = authorityHistory(authority);
  const left = [
    ...open.flatMap(followUpPhrases),
    ...authority.filter(({ followUp }) => followUp?.done === null).flatMap(authorityFollowUpPhrases),
  ];
  return draw(
    page,
    [say`${head}, newest first`, ...phrases, ...decisions, ...left],
    [header(head), ...[phrases, decisions, left].filter((part) => part.length > 0).map((part) => lines(part, page))],
  );
}

/** Only the drills of the decision: for a service that has held no other. */
export function drawAuthorityHistory(
  given: { readonly title: string; readonly service: string; readonly authority: readonly AuthorityRecord[] },
  reader: Reader,
): Drawn {
  return drawDrillHistory({ ...given, drills: [] }, reader);
}

function authorityHistory(authority: readonly AuthorityRecord[]): readonly Phrase[] {
  const shown = authority.slice(-historyShown).toReversed().map(authorityLine);
  const trend = authorityTrend(authority.slice(-historyShown));
  return trend === null ? shown : [say`${strong(trend)}`, ...shown];
}

/** When drills are held, and whose turn is next. */
export function drawDrillSchedule(
  given: {
    readonly title: string;
    readonly service: string;
    readonly schedule: string;
    readonly timeZone: string;
    readonly next: Instant | null;
    readonly oldestEvery: number;
    readonly late: readonly DrillRecord[];
  },
  reader: Reader,
): Drawn {
  const page: Page = { reader, where: `recourse drill history ${given.service}` };
  const oldest =
    given.oldestEvery === 0
      ? say`The oldest backup is never drilled.`
      : say`Every ${given.oldestEvery} drills the oldest backup that is kept takes the place of the latest weekly one.`;
  const phrases = [
    ...given.late.map(
      (drill) => say`🔴 ${strong(drill.id)} is overdue: it was due ${instant(drill.due ?? drill.askedAt)}.`,
    ),
    say`${strong(given.title)} is drilled ${code(given.schedule)} in ${given.timeZone}. ${given.next === null ? say`That never comes.` : say`Next: ${instant(given.next)}.`}`,
    oldest,
    say`One that Recourse slept through is caught up when it is back; of several the others are told as missed.`,
  ];
  return draw(page, phrases, [lines(phrases, page)]);
}
