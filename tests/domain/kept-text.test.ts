import { describe, expect, test } from 'vitest';
import { canonicalJson } from '../../src/domain/canonical.ts';
import { asWellFormedJson, cutBetweenSigns, keptText } from '../../src/domain/kept-text.ts';

const family = '👨‍👩‍👧‍👦';

describe('a text is cut between signs', () => {
  test.each<[what: string, text: string, most: number, kept: string]>([
    ['a short one is left alone', 'abc', 3, 'abc'],
    ['letters are counted', 'abcd', 3, 'abc'],
    ['half an emoji is left out', 'ab🔥', 3, 'ab'],
    ['a whole one is kept', 'ab🔥c', 4, 'ab🔥'],
    ['a family stays together', `a${family}b`, 8, 'a'],
    ['a flag is not cut into letters', 'a🇩🇪b', 3, 'a'],
    ['an accent stays on its letter', 'abe\u0301x', 3, 'ab'],
    ['a thousand accents are no sign', `a${'\u0301'.repeat(1_000)}`, 100, `a${'\u0301'.repeat(99)}`],
  ])('%s', (_, text, most, kept) => expect(cutBetweenSigns(text, most)).toBe(kept));

  test('wherever it is cut, both halves of every sign are there', () => {
    const text = `${'\ud83d'} ${family}🇩🇪 x🔥`.repeat(5);
    for (let most = 0; most <= text.length; most += 1) {
      const kept = keptText(text, most);
      expect(kept.length).toBeLessThanOrEqual(most);
      expect(kept.isWellFormed()).toBe(true);
    }
  });
});

test('what holds half a sign anywhere can be written as canonical JSON, with a mark in its place', () => {
  const said = { note: 'cut \ud83d', list: [{ why: '\udd25 here' }] };
  expect(() => canonicalJson(said)).toThrow();
  expect(canonicalJson(asWellFormedJson(said))).toBe('{"list":[{"why":"\ufffd here"}],"note":"cut \ufffd"}');
});
