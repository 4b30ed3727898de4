import { describe, expect, test } from 'vitest';
import { readPieces } from '../../../demo/slack/page/blocks/markdown-pieces.ts';
import { formatDate, zonedEpoch, zonedLocal } from '../../../demo/slack/page/dates.ts';
import { parseMrkdwn } from '../../../demo/slack/page/mrkdwn.ts';
import { placeIn } from '../../../demo/slack/page/place.ts';

const text = (words: string) => ({ type: 'text', text: words });

describe('mrkdwn', () => {
  test.each([
    ['bold', 'a *b c* d', [text('a '), { type: 'bold', children: [text('b c')] }, text(' d')]],
    ['marks within words stay', 'snake_case_name 2*3*4', [text('snake_case_name 2*3*4')]],
    ['code keeps its marks', '`*a* &lt;b&gt;`', [{ type: 'code', text: '*a* <b>' }]],
    ['a mention', '<@U0SAM|sam>', [{ type: 'user', id: 'U0SAM', label: 'sam' }]],
    ['a channel', '<#C0OPS>', [{ type: 'channel', id: 'C0OPS' }]],
    ['a group', '<!subteam^S0LEADS>', [{ type: 'usergroup', id: 'S0LEADS' }]],
    ['everyone', '<!channel>', [{ type: 'broadcast', range: 'channel' }]],
    ['an escaped mention is text', '&lt;!channel&gt;', [text('<!channel>')]],
    [
      'a link',
      '<https://a.example/?x=1&amp;y=2|there>',
      [{ type: 'link', url: 'https://a.example/?x=1&y=2', label: 'there' }],
    ],
    ['a link to a script is text', '<javascript:alert(1)|here>', [text('<javascript:alert(1)|here>')]],
    [
      'a date',
      '<!date^1780000000^{time}|at nine>',
      [{ type: 'date', epoch: 1780000000, format: '{time}', fallback: 'at nine' }],
    ],
    ['an emoji', ':fire:', [{ type: 'emoji', name: 'fire' }]],
    ['two lines', 'a\nb', [text('a'), { type: 'break' }, text('b')]],
    [
      'a quote of two lines',
      '&gt; a\n&gt; b',
      [{ type: 'quote', children: [text('a'), { type: 'break' }, text('b')] }],
    ],
    ['a fence', 'a\n```\nb *c*\n```', [text('a'), { type: 'pre', text: 'b *c*' }]],
  ])('%s', (_name, source, nodes) => {
    expect(parseMrkdwn(source)).toEqual(nodes);
  });
});

test('markdown falls into headings, paragraphs, lists, rules and fences', () => {
  expect(readPieces('# A\nb\nc\n- d\n- e\n1. f\n---\n```\n- g\n```')).toEqual([
    { kind: 'heading', level: 1, text: 'A' },
    { kind: 'paragraph', lines: ['b', 'c'] },
    { kind: 'list', ordered: false, items: ['d', 'e'] },
    { kind: 'list', ordered: true, items: ['f'] },
    { kind: 'rule' },
    { kind: 'fence', lines: ['- g'] },
  ]);
});

describe('dates', () => {
  const noon = Date.UTC(2026, 5, 3, 12) / 1000;

  test('a date is shown on the clocks of the reader', () => {
    expect(formatDate('{date_short_pretty} at {time}', noon, 'Europe/Berlin', noon)).toBe('today at 2:00 PM');
    expect(formatDate('{date_num} {time}', noon, 'Asia/Tokyo', noon)).toBe('2026-06-03 9:00 PM');
    expect(formatDate('{date_pretty}', noon - 86_400, 'UTC', noon)).toBe('yesterday');
  });

  test.each(['Europe/Lisbon', 'America/New_York', 'Asia/Kolkata'])(
    'local times in %s lead back to their instant',
    (tz) => {
      for (const epoch of [noon, Date.UTC(2026, 9, 25, 3) / 1000, Date.UTC(2026, 2, 8, 12) / 1000]) {
        expect(zonedEpoch(zonedLocal(epoch, tz), tz)).toBe(epoch);
      }
    },
  );
});

test.each([
  ['/', '', '#/C0OPS/12.5', { kind: 'channel', channel: 'C0OPS', thread: '12.5' }],
  ['/', '', '#/app/home', { kind: 'app', tab: 'home' }],
  ['/archives/C0OPS/p1780000000000100', '?thread_ts=1.2', '', { kind: 'channel', channel: 'C0OPS', thread: '1.2' }],
  ['/', '', '', null],
])('the address %s%s%s names its place', (pathname, search, hash, place) => {
  expect(placeIn({ pathname, search, hash })).toEqual(place);
});
