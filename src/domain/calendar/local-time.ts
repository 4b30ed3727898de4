/** What a clock on the wall shows, to the minute. */
export interface LocalTime {
  readonly year: number;
  /** January is 1. */
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
}

const dayMs = 86_400_000;
const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known !== undefined) return known;
  const numeric = 'numeric';
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    ...{ year: numeric, month: numeric, day: numeric, hour: numeric, minute: numeric },
  });
  formats.set(timeZone, format);
  return format;
}

/** @param at ms since 1970 */
export function localTime(timeZone: string, at: number): LocalTime {
  const parts = Object.fromEntries(
    formatOf(timeZone)
      .formatToParts(at)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const { year = 0, month = 0, day = 0, hour = 0, minute = 0 } = parts;
  return { year, month, day, hour, minute };
}

/**
 * When a wall clock shows this, in ms since 1970: the first time, where a clock change shows it twice. Where it leaves it
 * out, the moment at which a clock that was not changed would have shown it.
 */
export function instantOfLocal(timeZone: string, local: LocalTime): number {
  const asUtc = utcOf(local);
  const before = asUtc - offsetAt(timeZone, asUtc - dayMs);
  const after = asUtc - offsetAt(timeZone, asUtc + dayMs);
  const shown = [before, after].filter((at) => utcOf(localTime(timeZone, at)) === asUtc);
  return shown.length === 0 ? before : Math.min(...shown);
}

/** How far the zone's clocks are ahead of UTC at an instant, in ms. */
function offsetAt(timeZone: string, at: number): number {
  return utcOf(localTime(timeZone, at)) - Math.floor(at / 60_000) * 60_000;
}

function utcOf({ year, month, day, hour, minute }: LocalTime): number {
  return Date.UTC(year, month - 1, day, hour, minute);
}
