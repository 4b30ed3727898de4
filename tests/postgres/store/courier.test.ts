import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Store } from '../../../src/adapters/store/open-store.ts';
import { ChannelId, PersonId } from '../../../src/domain/ids.ts';
import { type Courier, type CourierGiven, startCourier } from '../../../src/engine/courier.ts';
import type { CourierNote } from '../../../src/engine/courier-flight.ts';
import type { OutboundMessage } from '../../../src/ports/chat.ts';
import { type SlackWire, startSlackWire, wireChat } from '../../support/slack-wire.ts';
import { freshStore, homes } from './homes.ts';

let wire: SlackWire;
let couriers: Courier[] = [];
let notes: CourierNote[] = [];
let channels = 0;

beforeEach(async () => {
  wire = await startSlackWire();
  notes = [];
});
afterEach(async () => {
  await Promise.all(couriers.map((courier) => courier.drain(0)));
  couriers = [];
  await wire.close();
});

function anotherChannel(): ChannelId {
  channels += 1;
  return ChannelId.parse(`C0ROOM${channels}`);
}

function message(key: string, to: ChannelId, more: Partial<OutboundMessage> = {}): OutboundMessage {
  return { key: `${to}/${key}`, to: { channel: to }, text: key, blocks: [{ type: 'divider' }], ...more };
}

function begin(store: Store, more: Partial<CourierGiven> = {}): Courier {
  const courier = startCourier({
    lanes: store.lanes,
    chat: wireChat(wire.url),
    holder: `courier-${couriers.length}`,
    note: (note) => notes.push(note),
    ...more,
    pace: { betweenPostsMs: 0, betweenEditsMs: 0, backoffMs: 20, backoffMaxMs: 50, ...more.pace },
  });
  couriers.push(courier);
  return courier;
}

async function outcomesOf(store: Store, messages: readonly OutboundMessage[]) {
  return await Promise.all(messages.map(async ({ key }) => (await store.outbox.outcome(key))?.kind));
}

async function untilPosted(store: Store, messages: readonly OutboundMessage[]): Promise<void> {
  await expect.poll(() => outcomesOf(store, messages), { timeout: 20_000 }).toEqual(messages.map(() => 'posted'));
}

const textsIn = (channel: string) => wire.posts.filter((post) => post.channel === channel).map(({ text }) => text);

describe.each(homes)('the courier of a store on the %s', (home) => {
  const store = freshStore(home, { leaseMs: 2000 });
  delivering(store);
  pacing(store);
  troubles(store);
});

function delivering(store: () => Store): void {
  test('posts each message once and in order, however often it is put', async () => {
    const room = anotherChannel();
    const messages = ['one', 'two', 'three', 'four'].map((key) => message(key, room));
    begin(store());
    await Promise.all([store().outbox.post(messages), store().outbox.post(messages)]);
    await untilPosted(store(), messages);
    await store().outbox.post(messages);
    await store().outbox.post([message('five', room)]);
    await untilPosted(store(), [message('five', room)]);
    expect(textsIn(room)).toEqual(['one', 'two', 'three', 'four', 'five']);
    const first = wire.posts.find(({ channel }) => channel === room);
    expect(await store().outbox.where(`${room}/one`)).toEqual({ channel: room, ts: first?.ts });
  });

  test('with five couriers still posts each once and in order', async () => {
    const rooms = [anotherChannel(), anotherChannel(), anotherChannel()];
    const numbers = Array.from({ length: 12 }, (_, index) => String(index));
    const messages = numbers.flatMap((key) => rooms.map((room) => message(key, room)));
    for (let courier = 0; courier < 5; courier += 1) begin(store());
    await store().outbox.post(messages);
    await untilPosted(store(), messages);
    for (const room of rooms) expect(textsIn(room)).toEqual(numbers);
  });

  test('puts a thread under its parent, and waits for a parent that comes later', async () => {
    const room = anotherChannel();
    const reply = message('reply', room, { threadOf: `${room}/parent` });
    const parent = message('parent', room);
    begin(store());
    await store().outbox.post([reply, message('other', room)]);
    await untilPosted(store(), [message('other', room)]);
    await store().outbox.post([parent]);
    await untilPosted(store(), [parent, reply]);
    expect(textsIn(room)).toEqual(['other', 'parent', 'reply']);
    expect(wire.posts.at(-1)?.threadTs).toBe(wire.posts.at(-2)?.ts);
  });

  test('finds the direct channel of a person once, and threads there', async () => {
    channels += 1;
    const person = PersonId.parse(`U0LEAD${channels}`);
    const room = ChannelId.parse(`D0LEAD${channels}`);
    const call = message('call', room, { to: { person } });
    const again = message('again', room, { to: { person }, threadOf: call.key });
    begin(store());
    await store().outbox.post([call]);
    await untilPosted(store(), [call]);
    await store().outbox.post([again]);
    await untilPosted(store(), [again]);
    expect(wire.posts.map(({ channel }) => channel)).toEqual([room, room]);
    expect(wire.posts[1]?.threadTs).toBe(wire.posts[0]?.ts);
    expect(wire.calls.filter(({ method }) => method === 'open')).toHaveLength(1);
  });

  test('posts the newest look, and leaves out looks that nobody needs any more', async () => {
    const room = anotherChannel();
    const headline = message('look 0', room);
    await store().outbox.post([headline]);
    for (const look of [1, 2, 3]) await store().outbox.edit(headline.key, { text: `look ${look}`, blocks: [] });
    begin(store(), { pace: { betweenEditsMs: 300 } });
    await untilPosted(store(), [headline]);
    expect(textsIn(room)).toEqual(['look 3']);
    for (const look of [4, 5, 6, 7]) await store().outbox.edit(headline.key, { text: `look ${look}`, blocks: [] });
    await expect.poll(() => textsIn(room)).toEqual(['look 7']);
    expect(wire.calls.filter(({ method }) => method === 'edit').length).toBeLessThanOrEqual(2);
  });
}

function pacing(store: () => Store): void {
  test('keeps its distance between posts of one channel, and does not let one channel wait for another', async () => {
    const rooms = [anotherChannel(), anotherChannel()];
    const messages = ['a', 'b', 'c'].flatMap((key) => rooms.map((room) => message(key, room)));
    await store().outbox.post(messages);
    begin(store(), { pace: { betweenPostsMs: 250 } });
    await untilPosted(store(), messages);
    for (const room of rooms) {
      const times = wire.posts.filter(({ channel }) => channel === room).map(({ atMs }) => atMs);
      for (const [index, at] of times.slice(1).entries()) expect(at - (times[index] ?? 0)).toBeGreaterThanOrEqual(245);
    }
    const spread = (wire.posts.at(-1)?.atMs ?? 0) - (wire.posts[0]?.atMs ?? 0);
    expect(spread).toBeLessThan(5 * 250);
  });

  test('obeys Retry-After for posts, and edits meanwhile', async () => {
    const room = anotherChannel();
    const [headline, next] = [message('headline', room), message('next', room)];
    begin(store());
    await store().outbox.post([headline]);
    await untilPosted(store(), [headline]);
    let limited = 0;
    wire.fault = ({ method }) => (method === 'post' && limited++ === 0 ? 1 : undefined);
    await store().outbox.post([next]);
    await wire.seen(({ method }) => method === 'post');
    await store().outbox.edit(headline.key, { text: 'edited meanwhile', blocks: [] });
    await untilPosted(store(), [next]);
    const [refused, edit, posted] = wire.calls.slice(1);
    expect([refused?.method, edit?.method, posted?.method]).toEqual(['post', 'edit', 'post']);
    expect((posted?.atMs ?? 0) - (refused?.atMs ?? 0)).toBeGreaterThanOrEqual(1000);
  });

  test('drains what is due before it stops, and leaves the rest in the store', async () => {
    const room = anotherChannel();
    const messages = ['a', 'b', 'c'].map((key) => message(key, room));
    await store().outbox.post(messages);
    expect(await begin(store()).drain(10_000)).toBe(true);
    expect(textsIn(room)).toEqual(['a', 'b', 'c']);
    await store().outbox.post([message('d', room), message('e', room)]);
    expect(await begin(store(), { pace: { betweenPostsMs: 60_000 } }).drain(2000)).toBe(false);
    expect(await outcomesOf(store(), [message('d', room), message('e', room)])).toEqual(['posted', 'waiting']);
  });
}

function troubles(store: () => Store): void {
  test.each([
    ['lost', 1],
    ['swallowed', 1],
  ] as const)('posts once when the answer to a post is %s', async (fault, posts) => {
    const room = anotherChannel();
    const messages = [message('a', room), message('b', room)];
    let faults = 0;
    wire.fault = ({ method, text }) => (method === 'post' && text === 'a' && faults++ === 0 ? fault : undefined);
    begin(store());
    await store().outbox.post(messages);
    await untilPosted(store(), messages);
    expect(textsIn(room).filter((text) => text === 'a')).toHaveLength(posts);
    expect(textsIn(room)).toEqual(['a', 'b']);
  });

  test('records a refusal for good and goes on with the lane; a new look is another chance', async () => {
    const room = anotherChannel();
    const [bad, good] = [message('bad', room), message('good', room, { threadOf: `${room}/bad` })];
    wire.fault = ({ method, text }) => (method === 'post' && text === 'bad' ? 'invalid_blocks' : undefined);
    begin(store());
    await store().outbox.post([bad, good]);
    await untilPosted(store(), [good]);
    expect(await store().outbox.outcome(bad.key)).toEqual({ kind: 'failed', why: 'invalid_blocks' });
    expect(notes).toContainEqual({ kind: 'refused', key: bad.key, why: 'invalid_blocks' });
    await store().outbox.edit(bad.key, { text: 'mended', blocks: [] });
    await untilPosted(store(), [bad]);
    expect(textsIn(room)).toEqual(['good', 'mended']);
  });

  test('a refused edit is given up, and the next one is tried', async () => {
    const room = anotherChannel();
    const headline = message('headline', room);
    wire.fault = ({ method, text }) => (method === 'edit' && text === 'bad' ? 'msg_too_long' : undefined);
    begin(store());
    await store().outbox.post([headline]);
    await untilPosted(store(), [headline]);
    await store().outbox.edit(headline.key, { text: 'bad', blocks: [] });
    await expect.poll(() => notes).toContainEqual({ kind: 'refused', key: headline.key, why: 'msg_too_long' });
    await store().outbox.edit(headline.key, { text: 'good', blocks: [] });
    await expect.poll(() => textsIn(room)).toEqual(['good']);
  });

  test('loses nothing while Slack is away, and catches up when it is back', async () => {
    const room = anotherChannel();
    const messages = Array.from({ length: 5 }, (_, index) => message(String(index), room));
    let away = true;
    wire.fault = () => (away ? 'swallowed' : undefined);
    begin(store());
    await store().outbox.post(messages);
    await wire.seen(() => wire.calls.length > 6);
    away = false;
    await untilPosted(store(), messages);
    expect(textsIn(room)).toEqual(['0', '1', '2', '3', '4']);
  });
}
