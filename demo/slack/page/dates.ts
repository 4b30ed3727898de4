/** Formats an instant (seconds since 1970) in a time zone. */
function format(epoch: number, tz: string, options: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat('en-US', { timeZone: tz, ...options }).format(new Date(epoch * 1000));
}

const day = (epoch: number, tz: string) => format(epoch, tz, { dateStyle: 'short' });

/** `today`, `yesterday` or `tomorrow` where that is true, otherwise `plain`. */
function pretty(epoch: number, tz: string, now: number, plain: string): string {
  const near: readonly [string, number][] = [
    ['today', 0],
    ['yesterday', -86_400],
    ['tomorrow', 86_400],
  ];
  return near.find(([, offset]) => day(now + offset, tz) === day(epoch, tz))?.[0] ?? plain;
}

/** The time of day, such as `4:05 PM`. */
export function timeOf(epoch: number, tz: string): string {
  return format(epoch, tz, { hour: 'numeric', minute: '2-digit' });
}

/** The heading of a day in a conversation, such as `Today` or `Tuesday, June 2nd`. */
export function dayHeading(epoch: number, tz: string, now: number): string {
  const name = pretty(epoch, tz, now, format(epoch, tz, { weekday: 'long', month: 'long', day: 'numeric' }));
  return name.charAt(0).toUpperCase() + name.slice(1);
}

function ago(epoch: number, now: number): string {
  const seconds = epoch - now;
  const units: readonly [Intl.RelativeTimeFormatUnit, number][] = [
    ['day', 86_400],
    ['hour', 3_600],
    ['minute', 60],
  ];
  const [unit, size] = units.find(([, each]) => Math.abs(seconds) >= each) ?? ['second', 1];
  return new Intl.RelativeTimeFormat('en-US', { numeric: 'auto' }).format(Math.round(seconds / size), unit);
}

/** Slack's date tokens, such as `{date_short_pretty} {time}`, for a reader in a time zone. */
export function formatDate(tokens: string, epoch: number, tz: string, now: number): string {
  const short = format(epoch, tz, { month: 'short', day: 'numeric', year: 'numeric' });
  const plain = format(epoch, tz, { month: 'long', day: 'numeric', year: 'numeric' });
  const long = format(epoch, tz, { weekday: 'long', month: 'long', day: 'numeric', year: 'numeric' });
  const known: Readonly<Record<string, string>> = {
    date_num: new Date(epoch * 1000).toLocaleDateString('sv', { timeZone: tz }),
    date: plain,
    date_short: short,
    date_long: long,
    date_pretty: pretty(epoch, tz, now, plain),
    date_short_pretty: pretty(epoch, tz, now, short),
    date_long_pretty: pretty(epoch, tz, now, long),
    time: timeOf(epoch, tz),
    time_secs: format(epoch, tz, { hour: 'numeric', minute: '2-digit', second: '2-digit' }),
    ago: ago(epoch, now),
  };
  return tokens.replaceAll(/\{(\w+)\}/g, (whole, name: string) => known[name] ?? whole);
}

/** `YYYY-MM-DDTHH:mm` on the clocks of a time zone, for an instant in seconds since 1970. */
export function zonedLocal(epoch: number, tz: string): string {
  return new Date(epoch * 1000).toLocaleString('sv', { timeZone: tz }).slice(0, 16).replace(' ', 'T');
}

/** The instant (seconds since 1970) at which the clocks of a time zone show `YYYY-MM-DDTHH:mm`. */
export function zonedEpoch(local: string, tz: string): number {
  const asUtc = Date.parse(`${local}Z`) / 1000;
  const shift = (epoch: number) => Date.parse(`${zonedLocal(epoch, tz)}Z`) / 1000 - epoch;
  const guess = asUtc - shift(asUtc);
  return asUtc - shift(guess);
}
