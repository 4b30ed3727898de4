import { expect, onTestFinished, test, vi } from 'vitest';
import { startNarrator } from '../../../src/adapters/slack/narrator.ts';
import type { CardFacts } from '../../../src/domain/card.ts';
import type { Entry } from '../../../src/domain/entry.ts';
import type { IncidentId } from '../../../src/domain/ids.ts';
import type { Incident } from '../../../src/domain/incident.ts';
import { foldEntry } from '../../../src/engine/fold.ts';
import type { Drawn, OutboundMessage } from '../../../src/ports/chat.ts';
import { factsOf } from '../../blocks/support/facts.ts';
import { restoreStory, storyIncident, told } from '../../support/restore-story.ts';

const journal = told(restoreStory).map((entry): Entry => ({ ...entry, previous: null }));

/** A journal that the test lets grow, and an outbox that keeps one message per key as the real one does. */
function stage() {
  let length = 0;
  const heard = new Set<(id: IncidentId) => void>();
  const posted = new Map<string, OutboundMessage>();
  const edits: { key: string; drawn: Drawn }[] = [];
  const refused: string[] = [];
  let away = false;

  const card = async (): Promise<CardFacts> => {
    const entries = journal.slice(0, length);
    const incident = entries.reduce<Incident | null>((before, entry) => foldEntry(storyIncident, before, entry), null);
    return factsOf({ incident, now: new Date('2026-06-03T14:10:00.000Z') } as never);
  };
  const needs = {
    store: {
      read: async (_: IncidentId, after: number) =>
        ({ entries: journal.slice(after, length), now: '2026-06-03T14:10:00.000Z' }) as never,
      list: async () => (length === 0 ? [] : ([{ id: storyIncident }] as never)),
      listen: async (listener: (id: IncidentId) => void) => {
        heard.add(listener);
        return async () => void heard.delete(listener);
      },
    },
    outbox: {
      async post(messages: readonly OutboundMessage[]) {
        if (away) throw new Error('the store is away');
        for (const message of messages) {
          if (posted.has(message.key)) refused.push(message.key);
          else posted.set(message.key, message);
        }
      },
      async edit(key: string, drawn: Drawn) {
        edits.push({ key, drawn });
      },
    },
    card,
    names: async () => new Map(),
    keepTopic: async () => undefined,
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
  };
  return {
    needs,
    posted,
    edits,
    refused,
    growTo(entries: number) {
      length = entries;
      for (const listener of heard) listener(storyIncident);
    },
    goAway: (now: boolean) => {
      away = now;
    },
  };
}

const wholeStory = [1, 3, 5, 7, 9, 11, 12, 13, 15, 17, 19, 21, 23, 25, 27, 29, 31, 33, 34, 35];
const keys = ['INC-7/headline', 'INC-7/card', ...wholeStory.map((n) => `INC-7/entry/${n}`)];

test('a journal becomes one headline, one card and a thread message for each thing that people should know', async () => {
  const { needs, posted, growTo } = stage();
  const narrator = await startNarrator(needs);
  for (const length of [1, 2, 12, 20, journal.length]) {
    growTo(length);
    await narrator.caughtUp();
  }
  await narrator.stop();
  expect([...posted.keys()]).toEqual(keys);
  const threads = [...posted.values()].map((message) => message.threadOf);
  expect(threads).toEqual([undefined, ...keys.slice(1).map(() => 'INC-7/headline')]);
});

test('a narrator that is started again, after any entry, tells the rest and doubles nothing', async () => {
  for (let cut = 0; cut <= journal.length; cut += 1) {
    if (journal[cut - 1]?.body.kind === 'vote-cast') continue; // a vote and the decision it makes are one append
    const { needs, posted, growTo } = stage();
    const first = await startNarrator(needs);
    growTo(cut);
    await first.caughtUp();
    await first.stop();
    growTo(journal.length);
    const second = await startNarrator(needs);
    await second.caughtUp();
    await second.stop();
    expect(new Set(posted.keys())).toEqual(new Set(keys));
  }
});

test('the headline is brought up to date, and not when it looks the same', async () => {
  const { needs, edits, growTo } = stage();
  const narrator = await startNarrator(needs);
  growTo(journal.length);
  await narrator.caughtUp();
  const before = edits.filter(({ key }) => key === 'INC-7/headline').length;
  await narrator.caughtUp();
  await narrator.stop();
  expect(edits.filter(({ key }) => key === 'INC-7/headline')).toHaveLength(before);
  expect(edits.findLast(({ key }) => key === 'INC-7/headline')?.drawn.text).toContain(
    'PromptRefine (production), closed',
  );
});

test('what could not reach the outbox is told once it can', async () => {
  const { needs, posted, growTo, goAway } = stage();
  const narrator = await startNarrator(needs);
  goAway(true);
  growTo(journal.length);
  await narrator.caughtUp();
  expect(posted.size).toBe(0);
  goAway(false);
  await narrator.caughtUp();
  await narrator.stop();
  expect([...posted.keys()]).toEqual(keys);
});

test('an incident that ended while it could not be told is told by itself, though no list names it any more', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  onTestFinished(() => void vi.useRealTimers());
  const { needs, posted, growTo, goAway } = stage();
  const narrator = await startNarrator({ ...needs, store: { ...needs.store, list: async () => [] } });
  goAway(true);
  growTo(journal.length);
  await narrator.caughtUp();
  expect(posted.size).toBe(0);
  goAway(false);
  await vi.advanceTimersByTimeAsync(5_000);
  await vi.waitFor(() => expect([...posted.keys()]).toEqual(keys));
  await narrator.stop();
});
