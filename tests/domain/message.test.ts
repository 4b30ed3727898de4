import { describe, expect, test } from 'vitest';
import { MessageTs, plainMessage, writtenAt } from '../../src/domain/message.ts';

describe('what a message says in plain text', () => {
  test.each([
    ['a name', 'thanks <@U0SAM|sam> and <@U0DANA>', 'thanks @sam and @U0DANA'],
    ['a channel', 'see <#C0OPS|ops>', 'see @ops'.replace('@', '#')],
    ['a call to everybody calls nobody', '<!channel> <!here|here> <!subteam^S1|@leads>', '@channel here @leads'],
    [
      'a link with its own words',
      'see <https://example.com/a?b=1&amp;c=2|the graph>',
      'see the graph (https://example.com/a?b=1&c=2)',
    ],
    [
      'a link without words',
      '<https://example.com|example.com> <https://a.example>',
      'https://example.com https://a.example',
    ],
    ['escaped signs, once', '1 &lt; 2 &amp;&amp; &amp;lt;b&amp;gt;', '1 < 2 && &lt;b&gt;'],
    ['a date', 'at <!date^1780495200^{time}|16:00>', 'at 16:00'],
  ])('%s', (_, written, plain) => {
    expect(plainMessage(written)).toBe(plain);
  });
});

test('a timestamp of Slack is an instant, and nothing else is a timestamp', () => {
  expect(writtenAt('1780495200.123456')).toBe('2026-06-03T14:00:00.123Z');
  for (const bad of ['', '0.000000', '1780495200', '1780495200.1', '99999999999.000000', '1780495200.000000 ']) {
    expect(MessageTs.safeParse(bad).success, bad).toBe(false);
  }
});
