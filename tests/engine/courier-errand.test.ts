import { describe, expect, test } from 'vitest';
import { ChannelId, PersonId } from '../../src/domain/ids.ts';
import { makeAlarm } from '../../src/engine/courier-alarm.ts';
import { type CourierChat, doErrand } from '../../src/engine/courier-errand.ts';
import { ChatTrouble } from '../../src/ports/chat.ts';
import type { Errand } from '../../src/ports/lanes.ts';

const room = ChannelId.parse('C0ROOM');
const lead = PersonId.parse('U0LEAD');
const post: Errand = {
  ...{ kind: 'post', troubles: 0, key: 'k', lane: room, to: { channel: room }, channel: room, text: '', blocks: [] },
  ...{ ts: null, threadTs: null, look: 1, begunAtMs: 0, fence: 1, attempt: 1 },
};

/** A chat that remembers what was asked of it, and does what the test says. */
function chat(does: Partial<CourierChat>): CourierChat & { asked: string[] } {
  const asked: string[] = [];
  const otherwise = { ts: '1.1' };
  return {
    asked,
    async post(given) {
      asked.push('post');
      return (await does.post?.(given)) ?? otherwise;
    },
    async edit(given) {
      asked.push('edit');
      await does.edit?.(given);
    },
    async find(given) {
      asked.push('find');
      return does.find === undefined ? otherwise : await does.find(given);
    },
    async directChannel(person) {
      asked.push('open');
      return (await does.directChannel?.(person)) ?? room;
    },
  };
}

describe('an errand', () => {
  test('of a courier that was stopped until its lease was nearly over sends nothing', async () => {
    const slack = chat({});
    expect(await doErrand(post, slack, 10_000, () => 5999)).toEqual({ kind: 'not-sent' });
    expect(slack.asked).toEqual([]);
  });

  test('of a courier that was stopped while it opened a direct channel sends nothing', async () => {
    let left = 10_000;
    const slack = chat({
      directChannel: async () => {
        left = -50_000;
        return room;
      },
    });
    const errand: Errand = { ...post, to: { person: lead }, channel: null };
    expect(await doErrand(errand, slack, 10_000, () => left)).toEqual({ kind: 'not-sent' });
    expect(slack.asked).toEqual(['open']);
  });

  test('has an unknown outcome when Slack never answers', async () => {
    const slack = chat({ post: () => new Promise(() => undefined) });
    const seen = await doErrand(post, slack, 100, () => 80);
    expect(seen).toMatchObject({ kind: 'trouble', trouble: { kind: 'unknown-outcome' } });
  });

  test('that could not even open the direct channel has sent nothing for certain', async () => {
    const silent = new ChatTrouble({ kind: 'unknown-outcome', reason: 'timed out' });
    const errand: Errand = { ...post, to: { person: lead }, channel: null };
    const seen = await doErrand(errand, chat({ directChannel: () => Promise.reject(silent) }), 100, () => 100);
    expect(seen).toMatchObject({ kind: 'trouble', trouble: { kind: 'away', reason: 'timed out' } });
  });

  test('looks in the history from five minutes before it was begun, as clocks differ', async () => {
    let since = '';
    const find: CourierChat['find'] = async ({ sinceTs }) => {
      since = sinceTs;
      return null;
    };
    const seen = await doErrand(
      { ...post, kind: 'find', begunAtMs: 1_700_000_300_000 },
      chat({ find }),
      100,
      () => 100,
    );
    expect(seen).toEqual({ kind: 'not-found' });
    expect(since).toBe('1700000000.000000');
  });

  test('that trips over a mistake of ours counts as refused, so that its lane goes on', async () => {
    const seen = await doErrand(post, chat({ post: () => Promise.reject(new TypeError('oops')) }), 100, () => 100);
    expect(seen).toMatchObject({ kind: 'trouble', trouble: { kind: 'refused', reason: 'oops' } });
  });
});

describe('an alarm', () => {
  test('ends a sleep', async () => {
    const alarm = makeAlarm();
    const slept = alarm.sleep(3_600_000);
    alarm.ring();
    await slept;
  });

  test('that rang while nobody slept ends the next sleep, and only that one', async () => {
    const alarm = makeAlarm();
    alarm.ring();
    await alarm.sleep(3_600_000);
    await alarm.sleep(1);
  });
});
