import type { FieldPath } from './mistake.ts';

/** Keys whose value people sometimes fill with the secret itself. */
const secretKey = /_env$|token|secret|password|header|^env$|key/i;
const secretForm = /:\/\/[^/]*@|^xox|^xapp-|^AGE-|[\w+/=-]{25,}/i;
const longestShown = 60;

/** Says what stands in the file without showing anything that could be a secret. */
export function describeFound(value: unknown, path: FieldPath): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'an empty value';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : `a list of ${value.length}`;
  if (typeof value === 'object') return 'a section';
  if (typeof value !== 'string') return `${typeof value === 'number' ? 'the number ' : ''}${String(value)}`;
  if (value === '') return 'an empty text';
  return mayShow(value, path) ? JSON.stringify(value) : `a text of ${value.length} characters`;
}

function mayShow(value: string, path: FieldPath): boolean {
  const underSecretKey = path.some((part) => typeof part === 'string' && secretKey.test(part));
  return !underSecretKey && !secretForm.test(value) && value.length <= longestShown;
}

/** The value at a path of a parsed file; undefined where there is none. */
export function valueAt(value: unknown, path: FieldPath): unknown {
  return path.reduce<unknown>(
    (inner, part) => (typeof inner === 'object' && inner !== null ? Reflect.get(inner, part) : undefined),
    value,
  );
}
