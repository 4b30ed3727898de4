import { type Instant, toInstant } from '../ids.ts';
import type { Cron } from './cron.ts';
import { instantOfLocal, localTime } from './local-time.ts';

const dayMs = 86_400_000;

/**
 * When something was due: after `after`, up to and with `until`, in order; at most the `most` newest. A local minute
 * happens once: of the hour that a clock change repeats the first counts, and what falls into the hour that it leaves
 * out is due as much later on the clock as was left out.
 */
export function occasionsBetween(
  cron: Cron,
  timeZone: string,
  span: { readonly after: Instant; readonly until: Instant },
  most = 1_000,
): readonly Instant[] {
  const [after, until] = [Date.parse(span.after), Date.parse(span.until)];
  const found: number[] = [];
  // Backwards, a day of the calendar at a time, from one that is certainly not over in any zone.
  for (let day = until + dayMs; day > after - 2 * dayMs && found.length < most; day -= dayMs) {
    const due = dueOn(cron, timeZone, localTime(timeZone, day));
    found.push(...due.filter((at) => at > after && at <= until && !found.includes(at)).reverse());
  }
  return found
    .slice(0, most)
    .sort((left, right) => left - right)
    .map((at) => toInstant(new Date(at)));
}

/** The next one after an instant, within two years; null where there is none (31 February). */
export function nextOccasion(cron: Cron, timeZone: string, after: Instant): Instant | null {
  const from = Date.parse(after);
  for (let day = from - dayMs; day < from + 731 * dayMs; day += dayMs) {
    const at = dueOn(cron, timeZone, localTime(timeZone, day)).find((due) => due > from);
    if (at !== undefined) return toInstant(new Date(at));
  }
  return null;
}

/** In ms since 1970, in order. */
function dueOn(cron: Cron, timeZone: string, { year, month, day }: ReturnType<typeof localTime>): readonly number[] {
  const weekday = new Date(Date.UTC(year, month - 1, day)).getUTCDay();
  if (!cron.months.has(month) || !cron.days.has(day) || !cron.weekdays.has(weekday)) return [];
  const due = cron.hours.flatMap((hour) =>
    cron.minutes.map((minute) => instantOfLocal(timeZone, { year, month, day, hour, minute })),
  );
  return [...new Set(due)].sort((left, right) => left - right);
}
