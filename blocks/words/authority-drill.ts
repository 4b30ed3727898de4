import type { AskedPerson, AuthorityReport } from '../../src/domain/authority-drill.ts';
import { type AuthorityRecord, saysSomething } from '../../src/domain/authority-record.ts';
import { roleNames } from '../../src/domain/person.ts';
import { followUpLines } from './drill-follow-up.ts';
import { durationOf } from './numbers.ts';
import { code, instant, type Phrase, person, say, saying, strong } from './phrase.ts';

/** Before everything that a drill says, in blocks and in notifications: nobody may take it for real. */
export const drillBanner = '🧪 DRILL, not real';

const did = { approve: 'approved', refuse: 'refused', hold: 'held' } as const;

const roads: Readonly<Record<string, string>> = {
  'direct-message': 'direct message',
  mention: 'mention in the channel',
  page: 'page',
  rung: 'called on to decide',
};

const askedShown = 20;

/** `in time: approved after 42 s`: one line of a history or a digest. */
export function authorityOutcome({ result, decision, windowMs, incident }: AuthorityReport): string {
  if (result === 'in-time' && decision !== null)
    return `in time: ${did[decision.choice]} after ${durationOf(decision.afterMs)} of ${durationOf(windowMs)}`;
  if (result === 'ended-by-incident') return `ended by ${incident ?? 'a real incident'}`;
  if (result === 'could-not-be-measured')
    return 'could not be measured: Recourse was away, or nothing that it sent arrived';
  return `nobody decided within ${durationOf(windowMs)}`;
}

export const authoritySigns: Readonly<Record<AuthorityReport['result'], string>> = {
  'in-time': '✅',
  lapsed: '🔴',
  'could-not-be-measured': '⚠️',
  'ended-by-incident': '⏹️',
};

/** One line of a history. */
export function authorityLine({ id, report, askedAt, followUp }: AuthorityRecord): Phrase {
  if (report === null) return say`⏳ ${strong(id)} ${instant(askedAt)}: people are being asked`;
  const open = followUp !== null && followUp.done === null ? ' · follow-up open' : '';
  return say`${authoritySigns[report.result]} ${strong(id)} ${instant(report.beganAt)}: ${authorityOutcome(report)}${open}`;
}

/**
 * What came of it: in time or not, by whom and on what ground, and everybody who was asked.
 * @param shown of those who were asked at most so many; a document shows all
 */
export function authorityPhrases(drill: AuthorityRecord, shown = askedShown): readonly Phrase[] {
  const { report } = drill;
  if (report === null) return [authorityLine(drill)];
  return [
    say`${authoritySigns[report.result]} ${strong('Decision')}: ${authorityOutcome(report)}.`,
    ...deciderPhrases(report),
    ...askedPhrases(report.asked, shown),
    ...authorityFollowUpPhrases(drill),
  ];
}

function deciderPhrases({ decision, votesNeeded, result }: AuthorityReport): readonly Phrase[] {
  const votes = votesNeeded > 1 ? say` It takes ${votesNeeded} people.` : say``;
  if (decision === null) return result === 'lapsed' && votesNeeded > 1 ? [votes] : [];
  return [say`By ${person(decision.by)}. ${saying(decision.basis.say)}${votes}`];
}

function askedPhrases(asked: readonly AskedPerson[], shown: number): readonly Phrase[] {
  const rest = asked.length - shown;
  return [
    ...asked.slice(0, shown).map(askedPhrase),
    ...(rest > 0 ? [say`… and ${rest} more, in ${code('recourse drill report --format md')}`] : []),
  ];
}

function askedPhrase({ person: who, role, how, at, failed, answeredAfterMs }: AskedPerson): Phrase {
  const road = say`• ${person(who)} (${roleNames[role]}), ${roads[how] ?? how} ${instant(at, 'time-with-seconds')}:`;
  if (answeredAfterMs !== null) return say`${road} answered after ${durationOf(answeredAfterMs)}`;
  return failed === null ? say`${road} no answer` : say`${road} not delivered (${failed})`;
}

export function authorityFollowUpPhrases({ id, followUp }: AuthorityRecord): readonly Phrase[] {
  return followUp === null ? [] : followUpLines(id, followUp);
}

/** Several of them in one number, for the trend: `Decisions in time: 5 of 6`. Null where none says anything. */
export function authorityTrend(drills: readonly AuthorityRecord[]): string | null {
  const told = drills.flatMap(({ report }) => (report === null || !saysSomething(report) ? [] : [report]));
  if (told.length === 0) return null;
  const inTime = told.filter(({ result }) => result === 'in-time').length;
  return `Decisions in time: ${inTime} of the last ${told.length}`;
}
