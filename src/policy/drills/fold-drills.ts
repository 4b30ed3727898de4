import { type DrillEntry, drillId, type FollowUpWish } from '../../domain/drill.ts';
import type { DrillHistory, DrillRecord, FollowUp } from '../../domain/drill-record.ts';
import type { Instant, ServiceName } from '../../domain/ids.ts';
import { foldAuthority } from './fold-authority.ts';

interface Place {
  readonly service: ServiceName;
  readonly environment: string;
}

/** A log of drills, read from its beginning. Entries that say nothing new change nothing. */
export function foldDrills(place: Place, entries: readonly DrillEntry[]): DrillHistory {
  const drills = new Map<number, DrillRecord>();
  let calendar: DrillHistory['calendar'] = null;
  for (const entry of entries) {
    const { body, recordedAt } = entry;
    if (body.kind === 'calendar-set') {
      calendar = { schedule: body.schedule, timeZone: body.timeZone, since: recordedAt };
      continue;
    }
    if (isAboutAuthority(body)) continue;
    const known = drills.get(body.number);
    const next = known === undefined ? begin(place, entry) : { ...follow(known, entry), head: entry.n };
    if (next !== null) drills.set(body.number, next);
  }
  const authority = foldAuthority(place, entries);
  return { calendar, drills: [...drills.values()], authority, head: entries.length };
}

/** Authority drills are numbered on their own. */
function isAboutAuthority({ kind }: DrillEntry['body']): boolean {
  return kind.startsWith('authority-');
}

function begin({ service, environment }: Place, { n, by, body, recordedAt }: DrillEntry): DrillRecord | null {
  const untouched = {
    ...{ service, environment, askedBy: by, askedAt: recordedAt, head: n },
    ...{ beganAt: null, phases: [], followUp: null },
    picture: { attempts: 0, beganAt: null, shared: false },
  };
  if (body.kind === 'drill-asked') {
    const { number, reason, due, from } = body;
    const id = drillId(service, number);
    return { ...untouched, id, number, reason, due, from, state: 'waiting', report: null };
  }
  if (body.kind !== 'drill-missed') return null;
  const { number, due, report } = body;
  const followUp = openFollowUp(body.followUp, recordedAt);
  const id = drillId(service, number);
  return { ...untouched, id, number, reason: 'schedule', due, from: null, state: 'ended', report, followUp };
}

function openFollowUp(wish: FollowUpWish | null, openedAt: Instant): FollowUp | null {
  return wish === null ? null : { ...wish, openedAt, done: null };
}

function follow(drill: DrillRecord, { by, body, recordedAt }: DrillEntry): DrillRecord {
  switch (body.kind) {
    case 'drill-began':
      return drill.state === 'waiting' ? { ...drill, state: 'running', beganAt: recordedAt } : drill;
    case 'phase-ended':
      return drill.state === 'running' ? { ...drill, phases: [...drill.phases, body.time] } : drill;
    case 'drill-ended':
      return drill.state === 'ended'
        ? drill
        : { ...drill, state: 'ended', report: body.report, followUp: openFollowUp(body.followUp, recordedAt) };
    case 'follow-up-done':
      return drill.followUp === null
        ? drill
        : { ...drill, followUp: { ...drill.followUp, done: { by, at: recordedAt, say: body.say } } };
    case 'picture-began':
      return { ...drill, picture: { ...drill.picture, attempts: body.attempt, beganAt: recordedAt } };
    case 'picture-shared':
      return { ...drill, picture: { ...drill.picture, shared: true } };
    default:
      return drill;
  }
}
