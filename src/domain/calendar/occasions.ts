import { Cron } from 'croner';
import { type Instant, toInstant } from '../ids.ts';

/** Whether a five-field cron expression can be read, and so what was due while nobody ran can be told. */
export function isReadable(expression: string): boolean {
  try {
    read(expression, 'UTC');
    return true;
  } catch {
    return false;
  }
}

/**
 * When something was due: after `after`, up to and with `until`, in order; at most the `most` newest. A local minute
 * happens once: of the hour that a clock change repeats the first counts, and what falls into the hour that it leaves
 * out is due at the end of that hour.
 *
 * @throws TypeError for an expression that cannot be read; the policy file refuses those
 */
export function occasionsBetween(
  expression: string,
  timeZone: string,
  span: { readonly after: Instant; readonly until: Instant },
  most = 1_000,
): readonly Instant[] {
  const cron = read(expression, timeZone);
  const found: Instant[] = [];
  // What is due at the very instant counts, and the library looks before it.
  let before = new Date(Date.parse(span.until) + 1);
  while (found.length < most) {
    const [at] = cron.previousRuns(1, before);
    if (at === undefined || at.getTime() <= Date.parse(span.after)) break;
    found.unshift(toInstant(at));
    before = at;
  }
  return found;
}

/**
 * The next one after an instant; null where there is none (31 February).
 *
 * @throws TypeError for an expression that cannot be read; the policy file refuses those
 */
export function nextOccasion(expression: string, timeZone: string, after: Instant): Instant | null {
  const next = read(expression, timeZone).nextRun(new Date(after));
  return next === null ? null : toInstant(next);
}

/** A day of the month AND a weekday have to fit, and `5/20` begins at 5, as node-cron reads them. */
function read(expression: string, timezone: string): Cron {
  return new Cron(expression, { timezone, paused: true, mode: '5-part', domAndDow: true, sloppyRanges: true });
}
