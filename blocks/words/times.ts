import type { Instant } from '../../src/domain/ids.ts';
import type { InstantForm } from './phrase.ts';

const slackForms: Readonly<Record<InstantForm, string>> = {
  'day-and-time': '{date_short_pretty} at {time}',
  time: '{time}',
  'time-with-seconds': '{time_secs}',
};

/** An instant that Slack shows in each reader's own zone; where it cannot, the text says UTC. */
export function slackDate(at: Instant, form: InstantForm): string {
  const seconds = Math.floor(Date.parse(at) / 1000);
  return `<!date^${seconds}^${slackForms[form]}|${utc(at, form)}>`;
}

/** `2026-06-03 16:00 UTC`, `16:00 UTC` or `16:00:07 UTC`. */
export function utc(at: Instant, form: InstantForm): string {
  const [day, time = ''] = at.split('T');
  const shown = form === 'time-with-seconds' ? time.slice(0, 8) : time.slice(0, 5);
  return form === 'day-and-time' ? `${day} ${shown} UTC` : `${shown} UTC`;
}

/** `2026-06-03 18:00 Europe/Berlin (16:00 UTC)`; in a UTC service simply `2026-06-03 16:00 UTC`. */
export function zoned(at: Instant, form: InstantForm, timeZone: string): string {
  if (timeZone === 'UTC') return utc(at, form);
  const { year, month, day, hour, minute, second } = partsIn(timeZone, at);
  const time = form === 'time-with-seconds' ? `${hour}:${minute}:${second}` : `${hour}:${minute}`;
  const local = `${time} ${timeZone} (${utc(at, form === 'day-and-time' ? 'time' : form)})`;
  return form === 'day-and-time' ? `${year}-${month}-${day} ${local}` : local;
}

type ClockPart = 'year' | 'month' | 'day' | 'hour' | 'minute' | 'second';

function partsIn(timeZone: string, at: Instant): Partial<Record<ClockPart, string>> {
  const twoDigits = {
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  } as const;
  const format = new Intl.DateTimeFormat('en-GB', { timeZone, year: 'numeric', ...twoDigits, hourCycle: 'h23' });
  return Object.fromEntries(format.formatToParts(Date.parse(at)).map(({ type, value }) => [type, value]));
}
