import { describe, expect, test } from 'vitest';
import { cutPhrase, cutText, lastOf } from '../../blocks/cut.ts';
import { escapeMrkdwn } from '../../blocks/escape.ts';
import { bytesOf, counted, countOf, durationOf } from '../../blocks/words/numbers.ts';
import { code, either, instant, person, say, saying, strong } from '../../blocks/words/phrase.ts';
import { remarkable } from '../../blocks/words/steps.ts';
import { slackDate, utc, zoned } from '../../blocks/words/times.ts';
import { writeMarkdown } from '../../blocks/words/write-markdown.ts';
import { writeMrkdwn } from '../../blocks/words/write-mrkdwn.ts';
import { Instant, PersonId } from '../../src/domain/ids.ts';

const at = Instant.parse('2026-06-03T16:00:07.000Z');
const dana = PersonId.parse('U0DANA');
const reader = { names: new Map([[dana, 'Dana <Kim>']]), timeZone: 'Europe/Berlin' };

describe('numbers', () => {
  test.each([
    [0, '0 s'],
    [40, '0.1 s'],
    [800, '0.8 s'],
    [12_000, '12 s'],
    [59_700, '1 min'],
    [252_000, '4 min 12 s'],
    [3_600_000, '1 h'],
    [3_780_000, '1 h 3 min'],
    [187_200_000, '2 d 4 h'],
    [-5_000, '−5 s'],
  ])('%i ms are told as %s', (ms, told) => expect(durationOf(ms)).toBe(told));

  test.each([
    [0, '0 bytes'],
    [1, '1 byte'],
    [999, '999 bytes'],
    [48_213_004, '48.2 MB'],
    [3_000_000_000_000_000, '3,000 TB'],
  ])('%i bytes are told as %s', (bytes, told) => expect(bytesOf(bytes)).toBe(told));

  test('have thousands separators', () => {
    expect(countOf(1_234_567)).toBe('1,234,567');
    expect(counted(1, 'row')).toBe('1 row');
    expect(counted(198_212, 'row')).toBe('198,212 rows');
  });
});

describe('times', () => {
  test('are Slack’s dates with a fallback that a person can read', () => {
    expect(slackDate(at, 'day-and-time')).toBe('<!date^1780502407^{date_short_pretty} at {time}|2026-06-03 16:00 UTC>');
    expect(utc(at, 'time-with-seconds')).toBe('16:00:07 UTC');
  });

  test('are in the reader’s zone and in UTC where Slack cannot help', () => {
    expect(zoned(at, 'day-and-time', 'Europe/Berlin')).toBe('2026-06-03 18:00 Europe/Berlin (16:00 UTC)');
    expect(zoned(at, 'time-with-seconds', 'Asia/Kolkata')).toBe('21:30:07 Asia/Kolkata (16:00:07 UTC)');
    expect(zoned(at, 'time', 'UTC')).toBe('16:00 UTC');
  });
});

describe('phrases', () => {
  test('escape exactly what Slack asks for', () => {
    expect(escapeMrkdwn('a & b <c> "d" \'e\' *f*')).toBe('a &amp; b &lt;c&gt; "d" \'e\' *f*');
  });

  test('let outside text be text only', () => {
    const evil = '<!channel> <@U0EVIL> `x` *y*';
    expect(writeMrkdwn(say`${evil} ${code(evil)} ${strong(evil)}`, reader)).toBe(
      '&lt;!channel&gt; &lt;@U0EVIL&gt; `x` *y* `&lt;!channel&gt; &lt;@U0EVIL&gt; ˋxˋ *y*` *&lt;!channel&gt; &lt;@U0EVIL&gt; `x` ∗y∗*',
    );
  });

  test('name people by their escaped names, and call nobody', () => {
    expect(writeMrkdwn(saying('<@U0DANA> or <@U0ALEX|alex> <!here>'), reader)).toBe(
      'Dana &lt;Kim&gt; or U0ALEX &lt;!here&gt;',
    );
    expect(writeMrkdwn(say`${person(dana)}`, { names: 'mentions', timeZone: 'UTC' })).toBe('<@U0DANA>');
  });

  test('join alternatives as people speak', () => {
    const words = (...texts: string[]) => writeMrkdwn(either(texts.map((text) => say`${text}`)), reader);
    expect([words('a'), words('a', 'b'), words('a', 'b', 'c')]).toEqual(['a', 'a or b', 'a, b or c']);
  });

  test('cannot become markup in a report', () => {
    expect(writeMarkdown(say`[x](http://evil) <b>*z*_ ${code('a`b')}`, reader)).toBe(
      '\\[x\\](http://evil) \\<b\\>\\*z\\*\\_ `` a`b ``',
    );
  });
});

describe('cutting', () => {
  test('says how much is missing and where it is', () => {
    const cut = cutText('x'.repeat(5_000), 100, 'recourse incident timeline INC-7');
    expect(cut).toHaveLength(100);
    expect(cut).toMatch(/^x+… 4,9\d\d more characters in recourse incident timeline INC-7$/);
  });

  test('never splits a character', () => {
    expect(cutText('🔥🔥🔥', 4)).toBe('🔥…');
    expect(lastOf('🔥🔥🔥', 4)).toBe('…🔥');
  });

  test('never cuts into an entity, a date or a name', () => {
    const long = say`${'&'.repeat(700)}${instant(at)}${'<'.repeat(900)}`;
    const cut = writeMrkdwn(cutPhrase(long, 3_000, reader, 'the timeline'), reader);
    expect(cut.length).toBeLessThanOrEqual(3_000);
    expect(cut).toMatch(/^(&amp;)+… [\d,]+ more characters in `the timeline`$/);
  });
});

describe('what a step found', () => {
  const passed = { result: 'passed', say: 'all is well' } as const;

  test('is told when it did not simply pass; how the copy came about always is', () => {
    const ready = { check: 'ready copy', ...passed };
    const failed = { check: 'content', result: 'failed', say: 'a row is missing' } as const;
    expect(remarkable([{ check: 'content', ...passed }, ready, failed])).toEqual([ready, failed]);
  });
});
