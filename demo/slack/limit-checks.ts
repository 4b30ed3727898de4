/** One mistake, worded as Slack words it, with the JSON pointer of the offending value. */
export interface Mistake {
  readonly at: string;
  readonly says: string;
}

/** A check looks at one value and reports every mistake it finds below it. */
export type Check = (value: unknown, at: string, report: (mistake: Mistake) => void) => void;

/** The named field of a JSON object, or undefined when there is none. */
export function fieldOf(value: unknown, name: string): unknown {
  return isObject(value) ? value[name] : undefined;
}

type Fields = Readonly<Record<string, Check>>;

/** Narrows an unknown JSON value to an object. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A string of at least `least` and at most `most` UTF-16 units (Slack is never stricter than that). */
export function characters(most: number, least = 1): Check {
  return (value, at, report) => {
    if (typeof value !== 'string') return report({ at, says: 'must be a string' });
    if (value.length > most) report({ at, says: `must be less than ${most + 1} characters` });
    if (value.length < least) report({ at, says: `must be more than ${least - 1} characters` });
  };
}

/** A number between both ends, which are allowed themselves. */
export function between(least: number, most: number): Check {
  return (value, at, report) => {
    if (typeof value !== 'number' || value < least || value > most) {
      report({ at, says: `must be a number from ${least} to ${most}` });
    }
  };
}

/** Exactly one of the listed values. */
export function among(...allowed: readonly unknown[]): Check {
  return (value, at, report) => {
    if (!allowed.includes(value)) report({ at, says: `must be one of: ${allowed.join(', ')}` });
  };
}

/** A string of the given form, such as a date. */
export function shaped(form: RegExp, says: string): Check {
  return (value, at, report) => {
    if (typeof value !== 'string' || !form.test(value)) report({ at, says });
  };
}

/** Anything: the field exists in Slack and carries no limit that this server knows. */
export const anything: Check = () => undefined;
export const yesOrNo = among(true, false);

/** A list of at least `least` and at most `most` items, each passing `item`. */
export function items(most: number, item: Check, least = 1): Check {
  return (value, at, report) => {
    if (!Array.isArray(value)) return report({ at, says: 'must be an array' });
    if (value.length > most) report({ at, says: `no more than ${most} items allowed` });
    if (value.length < least) report({ at, says: `no less than ${least} items required` });
    for (const [index, each] of value.entries()) item(each, `${at}/${index}`, report);
  };
}

/** An object with these required and optional fields and no others. */
export function record(required: Fields, optional: Fields = {}): Check {
  const known = { ...optional, ...required };
  return (value, at, report) => {
    if (!isObject(value)) return report({ at, says: 'must be an object' });
    for (const name of Object.keys(required).filter((each) => value[each] === undefined)) {
      report({ at, says: `missing required field: ${name}` });
    }
    for (const [name, inner] of Object.entries(value).filter(([, each]) => each !== undefined)) {
      const unknownField: Check = () => report({ at, says: `invalid additional property: ${name}` });
      (known[name] ?? unknownField)(inner, `${at}/${name}`, report);
    }
  };
}

/** Any value that passes every one of the checks. */
export function all(...checks: readonly Check[]): Check {
  return (value, at, report) => {
    for (const check of checks) check(value, at, report);
  };
}

/** An object that has at least one of the named fields. */
export function atLeastOneOf(...names: readonly string[]): Check {
  return (value, at, report) => {
    if (isObject(value) && names.every((name) => value[name] === undefined)) {
      report({ at, says: `must define one of: ${names.join(', ')}` });
    }
  };
}

/** An object whose `type` picks the check; a type that is not in the table is unsupported here. */
export function byType(table: () => Fields): Check {
  return (value, at, report) => {
    const type = fieldOf(value, 'type');
    if (typeof type !== 'string') return report({ at, says: 'missing required field: type' });
    const check = table()[type];
    if (check === undefined) return report({ at: `${at}/type`, says: `unsupported type: ${type}` });
    check(value, at, report);
  };
}

/** A list in which no two items share the value of `name`; items without it do not count. */
export function unique(name: string): Check {
  return (value, at, report) => {
    const keys = Array.isArray(value) ? value.map((each) => fieldOf(each, name)) : [];
    for (const [index, key] of keys.entries()) {
      if (key === undefined || keys.indexOf(key) === index) continue;
      report({ at: `${at}/${index}/${name}`, says: `\`${name}\` \`${String(key)}\` already exists` });
    }
  };
}
