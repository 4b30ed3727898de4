/** A five-field cron expression, read. All fields must fit (a day of the month AND a weekday), as node-cron reads them. */
export interface Cron {
  readonly minutes: readonly number[];
  readonly hours: readonly number[];
  readonly days: ReadonlySet<number>;
  readonly months: ReadonlySet<number>;
  /** Sunday is 0. */
  readonly weekdays: ReadonlySet<number>;
}

const monthNames = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const weekdayNames = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

interface Field {
  readonly least: number;
  readonly most: number;
  readonly names?: readonly string[];
}

const fields: readonly Field[] = [
  { least: 0, most: 59 },
  { least: 0, most: 23 },
  { least: 1, most: 31 },
  { least: 1, most: 12, names: monthNames },
  { least: 0, most: 7, names: weekdayNames },
];

/** Null where it cannot be read. */
export function parseCron(expression: string): Cron | null {
  const written = expression.trim().split(/\s+/);
  if (written.length !== fields.length) return null;
  const read = fields.map((field, index) => readField(written[index] ?? '', field));
  const [minutes, hours, days, months, weekdays] = read;
  if (!minutes || !hours || !days || !months || !weekdays) return null;
  return {
    minutes,
    hours,
    days: new Set(days),
    months: new Set(months),
    weekdays: new Set(weekdays.map((day) => day % 7)),
  };
}

/** `*`, `5`, `1-5`, `mon-fri`, each with a step (`*` `/15`), several parted by commas; in order. Null for anything else. */
function readField(text: string, field: Field): readonly number[] | null {
  const parts = text.split(',').map((part) => readPart(part, field));
  if (parts.some((part) => part === null)) return null;
  return [...new Set(parts.flatMap((part) => part ?? []))].sort((left, right) => left - right);
}

function readPart(text: string, { least, most, names = [] }: Field): readonly number[] | null {
  const [, range = '', stepText] = /^([a-z0-9*]+(?:-[a-z0-9]+)?)(?:\/([0-9]+))?$/i.exec(text) ?? [];
  const numberOf = (word: string) => {
    const at = names.findIndex((name) => name === word.toLowerCase().slice(0, 3) && /^[a-z]+$/i.test(word));
    return at === -1 ? Number(/^[0-9]+$/.test(word) ? word : Number.NaN) : at + least;
  };
  const [from = '', to] = range === '*' ? [String(least), String(most)] : range.split('-');
  const first = numberOf(from);
  const alone = stepText === undefined ? first : most;
  const last = to === undefined ? alone : numberOf(to);
  const step = Number(stepText ?? 1);
  const isRight = first >= least && last <= most && first <= last && step >= 1;
  if (!isRight) return null;
  return Array.from({ length: Math.floor((last - first) / step) + 1 }, (_, index) => first + index * step);
}
