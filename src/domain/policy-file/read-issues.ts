import type { z } from 'zod';
import { describeFound, valueAt } from './found.ts';
import { type FieldPath, formatPath, type Mistake } from './mistake.ts';
import { nearestWord } from './nearest.ts';
import { keysAt } from './schema-keys.ts';

type Issue = z.core.$ZodIssue;

/** Words zod's issues as mistakes of the file: what stands there, and what would be right. */
export function readIssues(issues: readonly Issue[], file: unknown): Mistake[] {
  const mistakes = issues.flatMap((issue) => readIssue(issue, toPath(issue.path), file));
  const meant = new Set(mistakes.flatMap(({ meantPath }) => meantPath ?? []));
  return mistakes
    .filter(({ path, found }) => !(found === nothing && meant.has(formatPath(path))))
    .map(({ meantPath: _, ...mistake }) => mistake);
}

/** With the key that was meant instead, so that a misspelt key is not missed as well. */
type Reading = Mistake & { readonly meantPath?: string };

const nothing = 'nothing';

function readIssue(issue: Issue, path: FieldPath, file: unknown): Reading[] {
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unknownKey(key, path));
  if (issue.code === 'invalid_key') return [unknownKey(String(path.at(-1)), path.slice(0, -1))];
  if (issue.code === 'invalid_union' && issue.errors.length > 0) return readUnion(issue.errors, path, file);
  const value = valueAt(file, path);
  const found = value === undefined ? nothing : describeFound(value, path);
  return [{ path, found, expected: expectedBy(issue, path) }];
}

function unknownKey(key: string, section: FieldPath): Reading {
  const known = keysAt(section);
  const meant = nearestWord(key, known);
  return {
    path: [...section, key],
    at: 'key',
    found: `the unknown key ${JSON.stringify(key)}`,
    expected: known.length === 0 ? 'no key here' : `one of ${known.join(', ')}`,
    ...(meant === undefined ? {} : { hint: `did you mean ${meant}?`, meantPath: formatPath([...section, meant]) }),
  };
}

/** Of the forms that a value may have, the person meant the one that it comes nearest to. */
function readUnion(branches: readonly (readonly Issue[])[], path: FieldPath, file: unknown): Reading[] {
  const ofThisShape = branches.filter((issues) => !issues.some(isWrongShape));
  const nearest = [...ofThisShape].sort((a, b) => a.length - b.length)[0];
  if (nearest !== undefined) {
    return nearest.flatMap((issue) => readIssue(issue, [...path, ...toPath(issue.path)], file));
  }
  const shapes = branches.flatMap((issues) => issues.slice(0, 1)).map((issue) => expectedBy(issue, path));
  const keys = keysAt(path);
  const sections = keys.length === 0 ? '' : ` (a section has one of ${keys.join(', ')})`;
  return [
    { path, found: describeFound(valueAt(file, path), path), expected: [...new Set(shapes)].join(' or ') + sections },
  ];
}

function isWrongShape(issue: Issue): boolean {
  return issue.code === 'invalid_type' && issue.path.length === 0;
}

const typeWords: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a section',
  record: 'a section',
};

function expectedBy(issue: Issue, path: FieldPath): string {
  switch (issue.code) {
    case 'invalid_type':
      return typeExpected(issue.expected, path);
    case 'invalid_value':
      return issue.values.length === 1 ? String(issue.values[0]) : `one of ${issue.values.join(', ')}`;
    case 'too_small':
      return boundExpected(issue.origin, 'at least', Number(issue.minimum));
    case 'too_big':
      return boundExpected(issue.origin, 'at most', Number(issue.maximum));
    case 'invalid_format':
      return issue.message.startsWith('Invalid') ? formatExpected(issue) : issue.message;
    case 'invalid_union':
      return 'options' in issue ? `one of ${(issue.options ?? []).map(String).join(', ')}` : issue.message;
    default:
      return issue.message;
  }
}

function typeExpected(type: string, path: FieldPath): string {
  const word = typeWords[type] ?? type;
  const keys = word === 'a section' ? keysAt(path) : [];
  return keys.length === 0 ? word : `a section with ${keys.join(', ')}`;
}

function boundExpected(origin: string, word: string, bound: number): string {
  if (origin === 'string') return bound === 1 ? 'a text that is not empty' : `${word} ${bound} characters`;
  if (origin === 'array') return `${word} ${bound} ${bound === 1 ? 'entry' : 'entries'}`;
  return `a number of ${word} ${bound}`;
}

function formatExpected(issue: Issue): string {
  const prefix = 'prefix' in issue ? String(issue.prefix) : null;
  return prefix === null ? issue.message : `a text that starts with ${prefix}`;
}

function toPath(path: readonly PropertyKey[]): FieldPath {
  return path.map((part) => (typeof part === 'symbol' ? String(part) : part));
}
