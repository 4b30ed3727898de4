import { type Instant, toInstant } from '../domain/ids.ts';
import type { ReplacedDatabase } from '../domain/replaced.ts';

/** People are warned so long before a replaced database is dropped, in ms: one working day to say no (P6). */
const WARNING_MS = 86_400_000;

/** What is to be done about a replaced database now. `leave` waits for a person. */
export type ReplacedMove =
  | { readonly kind: 'wait'; readonly until: Instant }
  | { readonly kind: 'warn'; readonly end: Instant }
  | { readonly kind: 'drop' }
  | { readonly kind: 'tell-dropped' }
  | { readonly kind: 'tell-gone' }
  | { readonly kind: 'leave'; readonly why: string };

/** When it is dropped at the earliest: after the days that policy promises, or later where somebody asked for that. */
export function endOf({ replacedAt, kept }: ReplacedDatabase, keepMs: number): Instant {
  const promised = Date.parse(replacedAt) + keepMs;
  return toInstant(new Date(Math.max(promised, kept === null ? 0 : Date.parse(kept.until))));
}

/**
 * Never without a day's warning, never in doubt, and never while an incident is open: it may want rows back.
 *
 * @param given.quiet whether no incident of the service is open
 */
export function nextForReplaced(
  replaced: ReplacedDatabase,
  given: { readonly keepMs: number; readonly now: Date; readonly quiet: boolean },
): ReplacedMove {
  const { standing, doubt, warned } = replaced;
  if (standing === 'dropped') return { kind: 'tell-dropped' };
  if (standing === 'gone') return { kind: 'tell-gone' };
  if (doubt !== null) return { kind: 'leave', why: doubt };
  if (standing === 'dropping') return { kind: 'drop' };
  const now = given.now.getTime();
  const end = endOf(replaced, given.keepMs);
  if (now < Date.parse(end) - WARNING_MS) return { kind: 'wait', until: end };
  // A bot that was off on the day before warns first and waits; a later end needs a warning of its own.
  if (warned === null || Date.parse(warned.end) < Date.parse(end)) {
    return { kind: 'warn', end: toInstant(new Date(Math.max(Date.parse(end), now + WARNING_MS))) };
  }
  if (now < Date.parse(warned.end)) return { kind: 'wait', until: warned.end };
  if (!given.quiet) return { kind: 'leave', why: 'an incident of the service is open' };
  return { kind: 'drop' };
}
