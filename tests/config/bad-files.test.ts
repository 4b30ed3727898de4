import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { exampleSecrets, exampleText, mistakesOf } from './example.ts';

/** A piece of the example, what somebody made of it, and what they must read. */
interface Slip {
  readonly slip: string;
  readonly from: string;
  /** `▸` marks the place to which the message must point. */
  readonly to: string;
  /** A second change that the slip needs. */
  readonly and?: { readonly from: string; readonly to: string };
  readonly between?: 'fields';
  readonly says: string;
  readonly hint?: string;
}

const slips = parse(readFileSync(new URL('slips.yaml', import.meta.url), 'utf8')) as readonly Slip[];

function make({ from, to, and = { from: '', to: '' } }: Slip, text = exampleText): string {
  return text.replace(from, to).replace(and.from, and.to);
}

/** `12:5`, both counted from one. */
function placeOfMark(text: string): string {
  const lines = text.slice(0, text.indexOf('▸')).split('\n');
  return `${lines.length}:${(lines.at(-1) ?? '').length + 1}`;
}

describe('a slip is refused in one line that names its place', () => {
  test.each(slips)('$slip', (slip) => {
    expect(exampleText.split(slip.from), 'the piece stands once in the example').toHaveLength(2);
    const marked = make(slip);
    const [mistake = '', ...others] = mistakesOf(marked.replace('▸', ''));
    expect(mistake).toContain(slip.says);
    expect(mistake).toContain(slip.hint ?? '');
    expect(mistake).toContain(`recourse.yaml:${placeOfMark(marked)}`);
    expect(others).toEqual([]);
  });
});

test('many slips at once are all listed, in the order of the file', () => {
  const ofFields = slips.filter(
    ({ from, between, says }, index) =>
      between === undefined &&
      !says.startsWith('Map keys') &&
      slips.findIndex((other) => other.from === from) === index,
  );
  const text = ofFields.reduce((changed, slip) => make(slip, changed), exampleText).replaceAll('▸', '');
  const mistakes = mistakesOf(text);
  const missed = ofFields.filter(({ says }) => !mistakes.some((mistake) => mistake.includes(says)));
  expect(missed.map(({ slip }) => slip)).toEqual([]);
  expect(ofFields.length).toBeGreaterThan(15);
  const lines = mistakes.map((mistake) => Number(/:(\d+):/.exec(mistake)?.[1]));
  expect(lines).toEqual([...lines].sort((a, b) => a - b));
});

test.each([
  ['no file', null, /^recourse\.yaml: found no such file; .*recourse\.example\.yaml/],
  [
    'an empty file',
    '',
    /^recourse\.yaml:1:1: found an empty value; expected a section with version, slack, alerts, services/,
  ],
  ['a text that is no YAML', 'services: [', /^recourse\.yaml:1:\d+: /],
  [
    'another kind of file',
    'services: 5\nversion: 1',
    /^recourse\.yaml:1:11 services: found the number 5; expected a list/,
  ],
])('%s is refused', (_, text, says) => {
  const mistakes = text === null ? mistakesOf('', { RECOURSE_CONFIG: '/nowhere/recourse.yaml' }) : mistakesOf(text);
  const shown = mistakes.map((mistake) => mistake.replace(/^\S*nowhere\/recourse\.yaml/, 'recourse.yaml'));
  expect(shown).toEqual([expect.stringMatching(says)]);
});

test('no mistake repeats a secret, be it in the file or in the environment', () => {
  const said = slips.flatMap((slip) => mistakesOf(make(slip).replace('▸', ''))).join('\n');
  for (const secret of [...exampleSecrets, 'opensesame']) expect(said).not.toContain(secret);
});
