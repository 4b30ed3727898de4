import type { Alert, AlertEpisode, StandingAlert } from '../src/domain/alert.ts';
import { cutText } from './cut.ts';
import { buttons, type Press } from './kit/buttons.ts';
import { type Drawn, draw } from './kit/drawn.ts';
import { context, header, lines, type Page } from './kit/texts.ts';
import { counted, countOf } from './words/numbers.ts';
import { instant, type Phrase, say, strong } from './words/phrase.ts';
import type { Reader } from './words/reader.ts';

export interface AlertFacts {
  readonly episode: AlertEpisode;
  readonly title: string;
}

/** More than this only hide each other. */
const ALERTS_MAX = 10;
/** Of one alert's summary, in characters. */
const SUMMARY_MAX = 200;

/** The one message of an episode of alerts: what fires, what is over, and the proposal to declare (P9). */
export function drawAlerts(facts: AlertFacts, reader: Reader): Drawn {
  const { episode } = facts;
  const page: Page = { reader, where: 'the monitoring' };
  const title = titleOf(facts);
  const { standing, tally } = episode;
  const shown = standing.slice(0, ALERTS_MAX).map(line);
  const left = tally.critical + tally.warnings + tally.over - shown.length;
  const told = [...shown, ...(left === 0 ? [] : [say`… and ${countOf(left)} more.`])];
  const next = nextPhrase(facts);
  const sources = [...new Set(standing.map(({ alert }) => alert.source))].join(', ');
  const foot = say`From ${sources} · first heard ${instant(episode.openedAt)}`;
  const row = buttons(`alerts-${episode.number}`, pressesOf(facts));
  return draw(
    page,
    [say`${title}`, ...told, next],
    [header(title), lines([...told, next], page), row, context(foot, page)],
  );
}

/** Told once, in the channel, when warnings turn critical: an edit of their card would wake nobody. */
export function drawTurnedCritical(facts: AlertFacts, alert: Alert, reader: Reader): Drawn {
  const page: Page = { reader, where: 'the monitoring' };
  const about = alert.summary === '' ? say`` : say`: ${cutText(alert.summary, SUMMARY_MAX)}`;
  const phrases = [
    say`🔴 ${strong(`The alerts of ${facts.title} have become critical.`)} ${strong(alert.name)}${about}`,
  ];
  return draw(page, phrases, [
    lines(phrases, page),
    buttons(`alerts-${facts.episode.number}-critical`, pressesOf(facts)),
  ]);
}

function titleOf({ episode: { environment, tally }, title }: AlertFacts): string {
  const where = `${title} (${environment})`;
  if (tally.critical > 0) return `🔴 ${counted(tally.critical, 'critical alert')} of ${where}`;
  if (tally.warnings > 0) return `🟠 ${counted(tally.warnings, 'warning')} of ${where}`;
  return `✅ Resolved: alerts of ${where}`;
}

function line({ alert, times, resolvedAt }: StandingAlert): Phrase {
  const about = alert.summary === '' ? say`` : say`: ${cutText(alert.summary, SUMMARY_MAX)}`;
  const often = times > 1 ? `, ${countOf(times)} times` : '';
  if (resolvedAt !== null)
    return say`✓ ${strong(alert.name)} is resolved since ${instant(resolvedAt, 'time')}${often}${about}`;
  const sign = alert.severity === 'critical' ? '🔴' : '🟠';
  return say`${sign} ${strong(alert.name)}${about} (${alert.severity}, since ${instant(alert.startedAt)}${often})`;
}

function nextPhrase({ episode }: AlertFacts): Phrase {
  if (episode.incident !== null)
    return say`🚨 ${strong(episode.incident)} was declared; what comes now is told in its thread.`;
  if (episode.tally.critical + episode.tally.warnings === 0)
    return say`Nothing fires any more. Declare an incident if harm was done.`;
  return say`${strong('Is this an incident?')} Nothing is declared by itself. The form is filled in with what is known.`;
}

function pressesOf({ episode, title }: AlertFacts): readonly Press[] {
  if (episode.incident !== null) return [];
  const critical = episode.tally.critical > 0;
  const value = JSON.stringify({ service: episode.service, alerts: episode.number });
  const label = `Declare an incident of ${title}`;
  return [{ actionId: 'declare-from-alerts', label, value, ...(critical ? { style: 'danger' as const } : {}) }];
}
