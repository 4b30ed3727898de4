import { nextOccasion, occasionsBetween } from '../../domain/calendar/occasions.ts';
import type { DrillEntryBody, DrillReport } from '../../domain/drill.ts';
import type { DrillHistory, DrillRecord } from '../../domain/drill-record.ts';
import type { Instant } from '../../domain/ids.ts';
import type { ServicePolicy } from '../../domain/policy-file/service.ts';
import { followUpOf } from './follow-up.ts';
import { objectivesOf } from './measure-drill.ts';

/** A drill that begins later than this after its time is told as caught up, in ms. */
const LATE_MS = 3_600_000;
/** An interrupted drill is held again within this, in ms; after it the next occasion is soon enough. */
const AGAIN_MS = 86_400_000;
/** Of more missed occasions than these only the newest are told, each red: nobody reads forty of them. */
const MISSED_MOST = 12;

export interface CalendarEntry {
  readonly body: DrillEntryBody;
  /** Names the occasion: of several replicas one writes it. */
  readonly once: string;
  readonly work?: 'due';
}

/**
 * The next thing that the calendar has to write, or null (B8). A drill that did not happen is never silence: of the
 * occasions that passed unseen the newest is caught up and each of the others is told as missed.
 */
export function nextCalendarEntry(history: DrillHistory, service: ServicePolicy, now: Instant): CalendarEntry | null {
  const { schedule, time_zone: timeZone = service.time_zone } = service.drill;
  const place = `drill/${service.name}/${service.environment}`;
  const { calendar } = history;
  if (calendar === null || calendar.schedule !== schedule || calendar.timeZone !== timeZone) {
    // Nothing was promised before, or something else was: what is due counts from here on.
    return { body: { kind: 'calendar-set', schedule, timeZone }, once: `${place}/calendar/${history.head}` };
  }
  const again = interruptedOne(history, now);
  const number = (history.drills.at(-1)?.number ?? 0) + 1;
  if (again !== null) {
    const { due } = again;
    const body = { kind: 'drill-asked', number, reason: 'again', due, from: null } as const;
    return { body, once: `${place}/${due}/again`, work: 'due' };
  }
  const [oldest, ...later] = unseen(history, service, now);
  if (oldest === undefined) return null;
  const once = `${place}/${oldest}`;
  if (later.length > 0) {
    const report = missedReport(service, oldest, now);
    const followUp = followUpOf(service, report, { owner: null, now });
    if (followUp !== null) return { body: { kind: 'drill-missed', number, due: oldest, report, followUp }, once };
  }
  const reason = Date.parse(now) - Date.parse(oldest) > LATE_MS ? 'caught-up' : 'schedule';
  return { body: { kind: 'drill-asked', number, reason, due: oldest, from: null }, once, work: 'due' };
}

/** When the next drill is due by the policy; null where its schedule never comes. */
export function nextDrillAt({ drill, time_zone: own }: ServicePolicy, now: Instant): Instant | null {
  return nextOccasion(drill.schedule, drill.time_zone ?? own, now);
}

/** Drills that should have ended by now: told red, whoever was to hold them. */
export function overdueDrills(history: DrillHistory, service: ServicePolicy, now: Instant): readonly DrillRecord[] {
  const latest = Date.parse(now) - service.drill.overdue_after;
  return history.drills.filter(
    ({ state, due, askedAt }) => state !== 'ended' && Date.parse(due === null ? askedAt : due) < latest,
  );
}

function unseen({ calendar, drills }: DrillHistory, service: ServicePolicy, now: Instant): readonly Instant[] {
  if (calendar === null) return [];
  const seen = drills.flatMap(({ due }) => due ?? []);
  const after = [calendar.since, ...seen].toSorted().at(-1) ?? calendar.since;
  return occasionsBetween(service.drill.schedule, calendar.timeZone, { after, until: now }, MISSED_MOST);
}

/** The newest drill of the calendar, where it was cut off and nobody has tried again. */
function interruptedOne({ drills }: DrillHistory, now: Instant): DrillRecord | null {
  const newest = drills.findLast(({ due }) => due !== null);
  if (newest === undefined || newest.reason === 'again' || newest.due === null) return null;
  const isFresh = Date.parse(now) - Date.parse(newest.due) < AGAIN_MS;
  return isFresh && newest.report?.trouble?.kind === 'interrupted' ? newest : null;
}

function missedReport(service: ServicePolicy, due: Instant, now: Instant): DrillReport {
  return {
    result: 'missed',
    trouble: {
      kind: 'not-held',
      say: 'Recourse did not run when this drill was due, nor until the next one.',
      hint: 'Find out why it was away: drills are held, and missed ones told, only while it runs.',
    },
    turn: null,
    backup: null,
    beganAt: due,
    endedAt: now,
    phases: [],
    findings: [],
    measures: { ...objectivesOf(service), rtoMs: null, rpoNowMs: null, rpoWorstMs: null },
  };
}
