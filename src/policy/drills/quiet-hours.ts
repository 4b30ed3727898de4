import type { Instant } from '../../domain/ids.ts';
import type { ServicePolicy } from '../../domain/policy-file/service.ts';
import { instantAt, msOf } from '../instants.ts';

/** A window is looked at in steps no longer than this, in ms: quiet hours begin and end on the minute. */
const STEP_MS = 15 * 60_000;

/**
 * Whether a drill that begins now would ask somebody in their quiet hours before its window ends. Never a real incident.
 * @param zone IANA zone in which the hours are counted: a person's own, else that of the service's drills
 */
export function isQuiet(service: ServicePolicy, now: Instant, zone = zoneOfDrills(service)): boolean {
  const { window } = service;
  const { quiet_hours: quiet } = service.drill;
  if (quiet === 'none') return false;
  const steps = Math.ceil(window.length / STEP_MS);
  return Array.from({ length: steps + 1 }, (_, step) => Math.min(step * STEP_MS, window.length)).some((ms) => {
    const { weekend, minute } = localMinute(instantAt(msOf(now) + ms), zone);
    return (quiet.weekends && weekend) || isBetween(minute, minutesOf(quiet.from), minutesOf(quiet.to));
  });
}

function zoneOfDrills({ drill, time_zone: own }: ServicePolicy): string {
  return drill.time_zone ?? own;
}

/** From 18:00 to 09:00 goes over midnight; from 22:00 to 22:00 is never. */
function isBetween(minute: number, from: number, to: number): boolean {
  if (from <= to) return minute >= from && minute < to;
  return minute >= from || minute < to;
}

function minutesOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return hours * 60 + minutes;
}

function localMinute(at: Instant, timeZone: string): { readonly weekend: boolean; readonly minute: number } {
  const parts = new Intl.DateTimeFormat('en-GB', {
    ...{ timeZone, hourCycle: 'h23', weekday: 'short' },
    ...{ hour: '2-digit', minute: '2-digit' },
  }).formatToParts(new Date(at));
  const part = (type: string) => parts.find((each) => each.type === type)?.value ?? '';
  return { weekend: ['Sat', 'Sun'].includes(part('weekday')), minute: minutesOf(`${part('hour')}:${part('minute')}`) };
}
