const thousands = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });
const oneDigit = new Intl.NumberFormat('en-US', { maximumFractionDigits: 1 });

/** `198,212`. */
export function countOf(value: number): string {
  return thousands.format(value);
}

/** `1 row`, `198,212 rows`. */
export function counted(value: number, one: string, many = `${one}s`): string {
  return `${countOf(value)} ${value === 1 ? one : many}`;
}

const durationUnits = [
  { ms: 86_400_000, name: 'd' },
  { ms: 3_600_000, name: 'h' },
  { ms: 60_000, name: 'min' },
  { ms: 1_000, name: 's' },
] as const;

/** Milliseconds as `4 min 12 s`, `2 d 4 h`, `0.8 s`: the two largest units, nothing more exact than a person needs. */
export function durationOf(ms: number): string {
  if (ms < 0) return `−${durationOf(-ms)}`;
  if (ms < 1_000) return ms === 0 ? '0 s' : `${oneDigit.format(Math.max(ms, 100) / 1_000)} s`;
  const whole = Math.round(ms / 1_000) * 1_000;
  const first = durationUnits.findIndex((unit) => whole >= unit.ms);
  const shown = durationUnits.slice(first, first + 2).map((unit, index) => {
    const rest = index === 0 ? whole : whole % (durationUnits[first]?.ms ?? 1);
    return { count: Math.floor(rest / unit.ms), name: unit.name };
  });
  return shown
    .filter((part) => part.count > 0)
    .map((part) => `${part.count} ${part.name}`)
    .join(' ');
}

const byteUnits = ['bytes', 'kB', 'MB', 'GB', 'TB'] as const;

/** `48.2 MB`: decimal units, as disks and storage bills count. */
export function bytesOf(bytes: number): string {
  if (bytes === 1) return '1 byte';
  const power = bytes < 1 ? 0 : Math.min(Math.floor(Math.log10(bytes) / 3), byteUnits.length - 1);
  return `${oneDigit.format(bytes / 1_000 ** power)} ${byteUnits[power]}`;
}

/** The first twelve characters of a SHA-256: enough to compare by eye, never used to decide anything. */
export function shortDigest(digest: string): string {
  return digest.slice(0, 12);
}
