import type { Alert, AlertEpisode } from '../src/domain/alert.ts';
import type { Instant } from '../src/domain/ids.ts';
import { cutText } from './cut.ts';
import { buttons, type Press } from './kit/buttons.ts';
import { type Drawn, draw } from './kit/drawn.ts';
import { context, header, lines, type Page } from './kit/texts.ts';
import { countOf } from './words/numbers.ts';
import { instant, type Phrase, say, strong } from './words/phrase.ts';
import type { Reader } from './words/reader.ts';

export interface AlertFacts {
  readonly episode: AlertEpisode;
  readonly title: string;
  /** Each alert once, what is critical and fires first; `resolvedAt` is null while it fires. */
  readonly standing: readonly { readonly alert: Alert; readonly resolvedAt: Instant | null }[];
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
  const shown = facts.standing.slice(0, ALERTS_MAX).map(line);
  const left = facts.standing.length - shown.length;
  const told = [...shown, ...(left === 0 ? [] : [say`… and ${left} more.`])];
  const next = nextPhrase(facts);
  const sources = [...new Set(facts.standing.map(({ alert }) => alert.source))].join(', ');
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

function titleOf({ episode, title, standing }: AlertFacts): string {
  const where = `${title} (${episode.environment})`;
  const firing = standing.filter(({ resolvedAt }) => resolvedAt === null);
  const critical = firing.filter(({ alert }) => alert.severity === 'critical').length;
  if (firing.length === 0) return `✅ Resolved: alerts of ${where}`;
  return critical > 0
    ? `🔴 ${counted(critical, 'critical alert')} of ${where}`
    : `🟠 ${counted(firing.length, 'warning')} of ${where}`;
}

function counted(count: number, noun: string): string {
  return `${countOf(count)} ${noun}${count === 1 ? '' : 's'}`;
}

function line({ alert, resolvedAt }: AlertFacts['standing'][number]): Phrase {
  const about = alert.summary === '' ? say`` : say`: ${cutText(alert.summary, SUMMARY_MAX)}`;
  if (resolvedAt !== null) return say`✓ ${strong(alert.name)} is resolved since ${instant(resolvedAt, 'time')}${about}`;
  const sign = alert.severity === 'critical' ? '🔴' : '🟠';
  return say`${sign} ${strong(alert.name)}${about} (${alert.severity}, since ${instant(alert.startedAt)})`;
}

function nextPhrase({ episode, standing }: AlertFacts): Phrase {
  if (episode.incident !== null)
    return say`🚨 ${strong(episode.incident)} was declared; what comes now is told in its thread.`;
  if (standing.every(({ resolvedAt }) => resolvedAt !== null))
    return say`Nothing fires any more. Declare an incident if harm was done.`;
  return say`${strong('Is this an incident?')} Nothing is declared by itself. The form is filled in with what is known.`;
}

function pressesOf({ episode, title, standing }: AlertFacts): readonly Press[] {
  if (episode.incident !== null) return [];
  const critical = standing.some(({ alert, resolvedAt }) => resolvedAt === null && alert.severity === 'critical');
  const value = JSON.stringify({ service: episode.service, alerts: episode.number });
  const label = `Declare an incident of ${title}`;
  return [{ actionId: 'declare-from-alerts', label, value, ...(critical ? { style: 'danger' as const } : {}) }];
}
