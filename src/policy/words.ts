import type { Instant, PersonId } from '../domain/ids.ts';
import { type Role, roleNames } from '../domain/person.ts';
import { msOf } from './instants.ts';

/** People are written as Slack mentions; whoever draws the text shows their name. */
export function person(id: PersonId): string {
  return `<@${id}>`;
}

/** `<@U1>, <@U2> or <@U3>`; `nobody` where there is none. */
export function anyOf(people: readonly PersonId[]): string {
  return listed(people.map(person), 'or');
}

/** `a, b and c`; `nobody` where there is none. */
export function listed(words: readonly string[], last: 'and' | 'or'): string {
  const [head, ...rest] = [...words].reverse();
  if (head === undefined) return 'nobody';
  return rest.length === 0 ? head : `${rest.reverse().join(', ')} ${last} ${head}`;
}

export function theRole(role: Role): string {
  return `the ${roleNames[role]}`;
}

/** A span as people say it: `42 s`, `3 min 12 s`, `2 h 5 min`. Cut down to whole seconds, never up. */
export function span(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1_000));
  const [hours, minutes, rest] = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60, seconds % 60];
  if (hours > 0) return minutes === 0 ? `${hours} h` : `${hours} h ${minutes} min`;
  if (minutes > 0) return rest === 0 ? `${minutes} min` : `${minutes} min ${rest} s`;
  return `${rest} s`;
}

/** `14:20:05 CET`, with the date where it is not today's in that zone. */
export function clock(instant: Instant, zone: string, now: Date): string {
  const { time, day } = formatsFor(zone);
  const at = new Date(msOf(instant));
  const date = day.format(at);
  return date === day.format(now) ? time.format(at) : `${date}, ${time.format(at)}`;
}

interface Formats {
  readonly time: Intl.DateTimeFormat;
  readonly day: Intl.DateTimeFormat;
}

/** Making a format takes a hundred times longer than using it, and a card uses dozens. */
const formats = new Map<string, Formats>();

function formatsFor(timeZone: string): Formats {
  const known = formats.get(timeZone);
  if (known !== undefined) return known;
  const digits = '2-digit';
  const made: Formats = {
    time: new Intl.DateTimeFormat('en-GB', {
      ...{ timeZone, hourCycle: 'h23', timeZoneName: 'short' },
      ...{ hour: digits, minute: digits, second: digits },
    }),
    day: new Intl.DateTimeFormat('en-GB', { timeZone, day: 'numeric', month: 'short', year: 'numeric' }),
  };
  formats.set(timeZone, made);
  return made;
}

/** `1,788 rows`, `1 row`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString('en-US')} ${count === 1 ? one : many}`;
}

export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
