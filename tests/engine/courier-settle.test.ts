import { describe, expect, test } from 'vitest';
import { ChannelId } from '../../src/domain/ids.ts';
import { type Seen, settlementOf, slackPace } from '../../src/engine/courier-settle.ts';
import type { Errand } from '../../src/ports/lanes.ts';

const room = ChannelId.parse('C0ROOM');

function errand(kind: Errand['kind'], troubles = 0): Errand {
  return {
    ...{
      kind,
      troubles,
      key: 'INC-7/headline',
      lane: room,
      to: { channel: room },
      channel: room,
      text: '',
      blocks: [],
    },
    ...{ ts: '1.1', threadTs: null, look: 4, begunAtMs: 0, fence: 1, attempt: 1 },
  };
}

const trouble = (kind: 'rate-limited' | 'unknown-outcome' | 'refused' | 'away', retryAfterMs = 0): Seen => ({
  kind: 'trouble',
  trouble: { kind, reason: 'because', retryAfterMs },
});

describe('what becomes of an errand', () => {
  test.each<[string, Errand['kind'], Seen, object]>([
    [
      'a post that is there rests the lane for a second',
      'post',
      { kind: 'there', channel: room, ts: '2.2' },
      { becomes: 'posted', ts: '2.2', shown: 4, rest: { postsMs: 1000, messageMs: 3000 } },
    ],
    [
      'a post that was found counts as posted',
      'find',
      { kind: 'there', channel: room, ts: '2.2' },
      { becomes: 'posted', ts: '2.2', shown: 4 },
    ],
    ['a post that is nowhere is posted again at once', 'find', { kind: 'not-found' }, { becomes: 'waiting', rest: {} }],
    [
      'an edit rests its message for three seconds',
      'edit',
      { kind: 'edited' },
      { becomes: 'posted', shown: 4, rest: { messageMs: 3000 } },
    ],
    ['a post that was not sent waits', 'post', { kind: 'not-sent' }, { becomes: 'waiting', rest: {} }],
    [
      'a post with an unknown outcome is looked for',
      'post',
      trouble('unknown-outcome'),
      { becomes: 'posting', trouble: true, rest: { laneMs: 1000 } },
    ],
    [
      'an edit with an unknown outcome is made again',
      'edit',
      trouble('unknown-outcome'),
      { becomes: 'posted', trouble: true },
    ],
    [
      'a search with an unknown outcome is made again',
      'find',
      trouble('unknown-outcome'),
      { becomes: 'posting', trouble: true },
    ],
    [
      'a post while Slack is away waits',
      'post',
      trouble('away'),
      { becomes: 'waiting', trouble: true, rest: { laneMs: 1000 } },
    ],
    [
      'a limit on posts rests posts only',
      'post',
      trouble('rate-limited', 7000),
      { becomes: 'waiting', trouble: false, rest: { postsMs: 7000 } },
    ],
    [
      'a limit on edits rests edits only',
      'edit',
      trouble('rate-limited', 7000),
      { becomes: 'posted', rest: { editsMs: 7000 } },
    ],
    [
      'a limit on searches rests the lane',
      'find',
      trouble('rate-limited', 7000),
      { becomes: 'posting', rest: { laneMs: 7000 } },
    ],
    ['a refused post has failed', 'post', trouble('refused'), { becomes: 'failed', why: 'because', rest: {} }],
    ['a refused edit is given up', 'edit', trouble('refused'), { becomes: 'posted', shown: 4, why: 'because' }],
    ['a refused search leads to another post', 'find', trouble('refused'), { becomes: 'waiting', why: 'because' }],
  ])('%s', (_, kind, seen, expected) => {
    expect(settlementOf(errand(kind), seen, slackPace)).toMatchObject(expected);
  });
});

describe('a lane', () => {
  test.each<[Errand['kind'], Seen]>([
    ['edit', { kind: 'not-sent' }],
    ['edit', trouble('away')],
    ['edit', trouble('unknown-outcome')],
    ['edit', trouble('rate-limited', 1)],
  ])('an %s that did not come about is still due', (kind, seen) => {
    expect(settlementOf(errand(kind), seen, slackPace)).not.toHaveProperty('shown');
  });

  test('waits twice as long each time, and never more than a quarter of a minute', () => {
    const waits = [0, 1, 2, 3, 4, 5, 50].map((troubles) =>
      settlementOf(errand('post', troubles), trouble('away'), slackPace),
    );
    expect(waits.map(({ rest }) => rest.laneMs)).toEqual([1000, 2000, 4000, 8000, 15_000, 15_000, 15_000]);
  });
});
