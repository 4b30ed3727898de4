/** Where something stands in `recourse.yaml`: `['services', 0, 'backups', 'nightly']`. */
export type FieldPath = readonly (string | number)[];

/** One thing that is wrong with the configuration. Never holds a secret: what was found is described, not copied. */
export interface Mistake {
  readonly path: FieldPath;
  readonly found: string;
  readonly expected: string;
  readonly hint?: string;
  /** `key` where the mistake is the key itself and not its value. */
  readonly at?: 'key';
}

/** A mistake with the place where a person finds it: `recourse.yaml:12:5 services[0].title`, or a variable's name. */
export type PlacedMistake = Mistake & { readonly where: string };

/** `services[0].backups.nightly` */
export function formatPath(path: FieldPath): string {
  return path.reduce<string>(
    (text, part) => (typeof part === 'number' ? `${text}[${part}]` : `${text}${text === '' ? '' : '.'}${part}`),
    '',
  );
}

/** One line: place, what was found, what was expected, and the next move where there is one. */
export function describeMistake(mistake: PlacedMistake): string {
  const hint = mistake.hint === undefined ? '' : ` (${mistake.hint})`;
  return `${mistake.where}: found ${mistake.found}; expected ${mistake.expected}${hint}`;
}
