import type { Instant } from '../domain/ids.ts';
import type { Incident } from '../domain/incident.ts';
import type { ServicePolicy } from '../domain/policy-file/service.ts';
import { earliest, hasCome, instantAt, msOf, plusMs } from './instants.ts';

/** The last five minutes are announced, so that a lapse never comes as a surprise. */
const CLOSING_MS = 5 * 60_000;

export interface DecisionWindow {
  /** Identification (S9), or the instant at which an answered question was opened again. */
  readonly opensAt: Instant;
  /** Exclusive: a vote at this very millisecond is late. */
  readonly closesAt: Instant;
  readonly standing: 'open' | 'closing' | 'lapsed';
  /** Milliseconds to the end; negative after it. */
  readonly leftMs: number;
}

/** The decision window as arithmetic on instants in the journal (I6): no timer opens or closes it. */
export function windowOf(incident: Incident, service: ServicePolicy, now: Date): DecisionWindow {
  const opensAt = incident.reopenedAt ?? incident.identifiedAt;
  const closesAt = plusMs(opensAt, service.window.length);
  const leftMs = msOf(closesAt) - now.getTime();
  return { opensAt, closesAt, standing: standingOf(leftMs), leftMs };
}

function standingOf(leftMs: number): DecisionWindow['standing'] {
  if (leftMs <= 0) return 'lapsed';
  return leftMs <= CLOSING_MS ? 'closing' : 'open';
}

/** Whether the question stands: not answered, not closed. Only then do reminders, lapses and contacts make sense. */
export function isUndecided(incident: Incident): boolean {
  return incident.decision === null && (incident.phase === 'preparing' || incident.phase === 'deciding');
}

/**
 * The one reminder that is due, in milliseconds before the end; null where none is. After a pause only the nearest is
 * sent: an older one would tell a time that is no longer true. Those that lay before the declaration are never sent.
 */
export function reminderDue(incident: Incident, service: ServicePolicy, now: Date): number | null {
  const { closesAt, standing } = windowOf(incident, service, now);
  if (!isUndecided(incident) || standing === 'lapsed') return null;
  const nearest = remindersOf(incident, service, closesAt)
    .filter((reminder) => hasCome(reminder.at, now))
    .at(-1);
  if (nearest === undefined || incident.remindedMs.some((ms) => ms <= nearest.beforeMs)) return null;
  return nearest.beforeMs;
}

/** When the window has something to say next: a reminder or its end. */
export function nextWindowInstant(incident: Incident, service: ServicePolicy, now: Date): Instant | null {
  if (!isUndecided(incident)) return null;
  const { closesAt } = windowOf(incident, service, now);
  const instants = [...remindersOf(incident, service, closesAt).map((reminder) => reminder.at), closesAt];
  return earliest(...instants.filter((instant) => !hasCome(instant, now)));
}

/** Whether the end of the window has passed without a decision and nobody has written that down yet. */
export function isLapseDue(incident: Incident, service: ServicePolicy, now: Date): boolean {
  return isUndecided(incident) && incident.lapsedAt === null && windowOf(incident, service, now).standing === 'lapsed';
}

/**
 * The end of the second clock (S7: not fixable within 30 minutes). It counts from the declaration: the first instant at
 * which somebody is known to have worked on it. It is never mixed with the decision window.
 */
export function fixForwardEndsAt(incident: Incident, service: ServicePolicy): Instant {
  return plusMs(incident.declaredAt, service.window.fix_forward_budget);
}

const fixForwardPhases: ReadonlySet<Incident['phase']> = new Set(['preparing', 'deciding', 'standing-by']);

/** Whether the fix-forward budget still matters and has not been written down as spent. */
export function isFixForwardOpen(incident: Incident): boolean {
  return !incident.fixForwardSpent && fixForwardPhases.has(incident.phase);
}

/** Earliest first. */
function remindersOf(
  incident: Incident,
  service: ServicePolicy,
  closesAt: Instant,
): { readonly beforeMs: number; readonly at: Instant }[] {
  const begin = msOf(incident.reopenedAt ?? incident.declaredAt);
  return [...new Set(service.window.reminders)]
    .sort((a, b) => b - a)
    .map((beforeMs) => ({ beforeMs, at: instantAt(msOf(closesAt) - beforeMs) }))
    .filter((reminder) => msOf(reminder.at) > begin);
}
