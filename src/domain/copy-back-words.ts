import type { CopyBackChoice, CopyBackDirection } from './copy-back.ts';
import { type Instant, toInstant } from './ids.ts';

export interface WordsGiven {
  readonly direction: CopyBackDirection;
  readonly now: Date;
  /** IANA zone that times without one are meant in. */
  readonly timeZone: string;
}

export type ReadWords =
  | { readonly choice: CopyBackChoice }
  | { readonly mistake: { readonly say: string; readonly hint: string } };

const hint =
  'For example: `users, prompts since 14:05` · `orders since 2026-11-21 09:00 until 10:30 by created_at` · `all since yesterday 18:00, changed too`.';

/** What may follow the tables; a table with such a name is written in double quotes. */
const clause = /(?:^|[\s,]+)(since|until|by|changed too|and changed)\b/gi;

/**
 * Reads what a person wants back: tables, a time range, the column that tells the time, and whether changed rows are
 * meant as well. Nothing is guessed: what is not understood is said.
 */
export function readCopyBackWords(text: string, given: WordsGiven): ReadWords {
  const { head, clauses, twice } = cut(text.trim());
  const tables = readTables(head);
  const [since, until] = [readTime(clauses.get('since'), given), readTime(clauses.get('until'), given)];
  const column = clauses.get('by')?.trim().replaceAll('"', '');
  const say =
    (twice === null ? null : `“${twice}” stands there twice.`) ??
    (typeof tables === 'string' ? tables : null) ??
    noTime('since', since, clauses) ??
    noTime('until', until, clauses) ??
    badRange(tables.length === 0, since, until) ??
    (column === '' ? 'After “by” comes the name of a column.' : null);
  if (say !== null || typeof tables === 'string') return { mistake: { say: say ?? '', hint } };
  const changed = clauses.has('changed too') || clauses.has('and changed');
  const choice: CopyBackChoice = {
    direction: given.direction,
    tables,
    kinds: changed ? ['missing', 'changed'] : ['missing'],
    ...(column === undefined ? {} : { column }),
    ...(since == null ? {} : { since }),
    ...(until == null ? {} : { until }),
  };
  return { choice };
}

function noTime(word: string, read: Instant | undefined | null, clauses: ReadonlyMap<string, string>): string | null {
  return read === null ? `“${word} ${clauses.get(word)}” is no time that I know.` : null;
}

function badRange(everything: boolean, since?: Instant | null, until?: Instant | null): string | null {
  if (everything && since === undefined && until === undefined)
    return 'Without tables and without a time, everything that was ever deleted would come back.';
  return since != null && until != null && since >= until ? 'The end of the range lies before its beginning.' : null;
}

/** Words in double quotes are names, whatever they say. */
function cut(text: string): { head: string; clauses: Map<string, string>; twice: string | null } {
  const masked = text.replace(/"(?:[^"]|"")*"/g, (name) => '"'.padEnd(name.length, '_'));
  const found = [...masked.matchAll(clause)];
  const clauses = new Map<string, string>();
  for (const [index, match] of found.entries()) {
    const word = (match[1] ?? '').toLowerCase();
    if (clauses.has(word)) return { head: '', clauses, twice: word };
    const from = match.index + match[0].length;
    clauses.set(word, text.slice(from, found[index + 1]?.index ?? text.length).replace(/^[\s,]+|[\s,]+$/g, ''));
  }
  return { head: text.slice(0, found[0]?.index ?? text.length), clauses, twice: null };
}

function readTables(head: string): string[] | string {
  const names = [...head.matchAll(/(?:"(?:[^"]|"")*"|[^\s,"])+/g)].map(([name]) => name);
  const tables = names.filter((name) => !['and', 'table', 'tables', 'rows', 'of', 'from'].includes(name.toLowerCase()));
  const all = tables.filter((name) => ['all', 'everything', '*'].includes(name.toLowerCase()));
  if (all.length === 0) return tables;
  return all.length === tables.length ? [] : `“${all[0]}” and single tables do not go together.`;
}

/** Undefined where nothing was said; null where it is no time. */
function readTime(text: string | undefined, given: WordsGiven): Instant | undefined | null {
  if (text === undefined) return undefined;
  return readAgo(text, given.now) ?? readExact(text) ?? readLocal(text, given);
}

const units: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 };

/** `90 minutes ago`, `2h ago` */
function readAgo(text: string, now: Date): Instant | null {
  const match = /^(\d{1,4})\s*(m|min|minutes?|h|hours?|d|days?)\s+ago$/i.exec(text);
  const unit = units[match?.[2]?.[0]?.toLowerCase() ?? ''];
  if (match === null || unit === undefined) return null;
  return toInstant(new Date(now.getTime() - Number(match[1]) * unit));
}

/** `2026-11-21T14:05:00Z`, with a zone of its own */
function readExact(text: string): Instant | null {
  if (!/^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?\s*(Z|UTC|[+-]\d\d:?\d\d)$/i.test(text)) return null;
  const at = Date.parse(text.replace(' ', 'T').replace(/\s*UTC$/i, 'Z'));
  return Number.isNaN(at) ? null : toInstant(new Date(at));
}

/** `14:05`, `yesterday 14:05`, `2026-11-21`, `2026-11-21 14:05`, in the given zone. A time that has not come yet today was yesterday's. */
function readLocal(text: string, { now, timeZone }: WordsGiven): Instant | null {
  const match = /^(?:(today|yesterday|\d{4}-\d\d-\d\d)(?:[T ]+|$))?(?:(\d{1,2}):(\d\d)(?::(\d\d))?)?$/i.exec(text);
  if (match === null || text === '') return null;
  const [, day, hour = '0', minute = '0', second = '0'] = match;
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return null;
  const time = `${hour.padStart(2, '0')}:${minute.padStart(2, '0')}:${second.padStart(2, '0')}`;
  const today = dayIn(timeZone, now);
  const named = day === undefined || /^today$/i.test(day) ? today : day;
  const at = inZone(/^yesterday$/i.test(named) ? dayBefore(today) : named, time, timeZone);
  if (at !== null && day === undefined && at.getTime() > now.getTime())
    return asInstant(inZone(dayBefore(today), time, timeZone));
  return asInstant(at);
}

function asInstant(date: Date | null): Instant | null {
  return date === null ? null : toInstant(date);
}

function dayIn(timeZone: string, at: Date): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(at);
}

function dayBefore(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) - 86_400_000).toISOString().slice(0, 10);
}

/** What a clock on the wall of that zone shows, as an instant; null for a day that does not exist. */
function inZone(day: string, time: string, timeZone: string): Date | null {
  const wall = Date.parse(`${day}T${time}Z`);
  if (Number.isNaN(wall) || new Date(wall).toISOString().slice(0, 10) !== day) return null;
  // Twice, because the offset of the first guess may be the one of the other side of a clock change.
  const guess = wall - offsetMs(timeZone, new Date(wall));
  return new Date(wall - offsetMs(timeZone, new Date(guess)));
}

function offsetMs(timeZone: string, at: Date): number {
  const parts = new Intl.DateTimeFormat('en-CA', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  }).formatToParts(at);
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.find((each) => each.type === type)?.value ?? '00';
  const wall = `${part('year')}-${part('month')}-${part('day')}T${part('hour')}:${part('minute')}:${part('second')}Z`;
  return Date.parse(wall) - Math.floor(at.getTime() / 1000) * 1000;
}
