import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { makeStriker } from '../../src/domain/redaction.ts';
import { Secret } from '../../src/domain/secret.ts';

const strike = makeStriker([
  new Secret('postgresql://app:p%40ss%2Fword@db/app'),
  new Secret('tok-12345'),
  new Secret('https://hooks.example.com/services/T0AB/pager-91bd-77'),
  new Secret('tok-12345-longer'),
  new Secret('with "quotes"\nand lines'),
]);

describe('every form in which a secret travels is struck', () => {
  test.each([
    ['as it is', 'token tok-12345!', 'token «secret»!'],
    ['the longer of two that share a beginning', 'tok-12345-longer', '«secret»'],
    ['a URL whole', 'at postgresql://app:p%40ss%2Fword@db/app.', 'at «secret».'],
    ['a URL’s password, encoded', 'pass p%40ss%2Fword', 'pass «secret»'],
    ['a URL’s password, decoded', 'pass p@ss/word', 'pass «secret»'],
    ['a webhook’s path', 'POST /services/T0AB/pager-91bd-77', 'POST /services/T0AB/«secret»'],
    ['inside JSON', JSON.stringify({ a: 'with "quotes"\nand lines' }), '{"a":"«secret»"}'],
    ['an unknown URL’s password', 'redis://u:hunter22@cache:6379', 'redis://u:«secret»@cache:6379'],
    ['an unknown Slack token', 'xoxb-123-456-abcdef and xapp-1-A0B1-23-cd', '«secret» and «secret»'],
    ['an age identity', 'AGE-SECRET-KEY-1QQQQ', '«secret»'],
    ['an unknown bearer token', 'Authorization: Bearer abc.def-123456', 'Authorization: Bearer «secret»'],
  ])('%s', (_, text, expected) => expect(strike(text)).toBe(expected));
});

test('other text is left alone', () => {
  const text = 'GET https://app.example.com/api/prompts?id=7 answered 200; see INC-7 (2026-11-21T11:34:00.000Z)';
  expect(strike(text)).toBe(text);
});

test('no secret of four characters or more survives, whatever it is made of', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 4 }), fc.string(), fc.string(), (secret, before, after) => {
      const left = makeStriker([new Secret(secret)])(`${before}${secret}${after}`);
      return !left.replaceAll('«secret»', '').includes(secret) || (before + after).includes(secret[0] ?? '');
    }),
  );
});
