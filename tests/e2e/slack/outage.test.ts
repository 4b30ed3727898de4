import { expect, test } from 'vitest';
import type { SlackMessage } from '../../../demo/slack/shapes.ts';
import { slackChat } from '../../../src/adapters/slack/chat.ts';
import { startNarrator } from '../../../src/adapters/slack/narrator.ts';
import { makeWebClient } from '../../../src/adapters/slack/web-client.ts';
import { openStore } from '../../../src/adapters/store/open-store.ts';
import type { IncidentId } from '../../../src/domain/ids.ts';
import { startCourier } from '../../../src/engine/courier.ts';
import { openJournal } from '../../../src/engine/journal.ts';
import { factsOf } from '../../blocks/support/facts.ts';
import { freshDatabase } from '../../support/cluster.ts';
import { restoreStory } from '../../support/restore-story.ts';
import { ops, startBot } from './bot.ts';

const database = freshDatabase();
const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };

test('a story that happens while Slack is away is told whole, in order and once when it is back', async () => {
  const bot = await startBot('socket');
  await bot.slack.faults.messageBurst(0);
  await bot.slack.faults.tiers(false);
  const store = await openStore({ databaseUrl: database.url });
  const journal = openJournal(store.entries);
  const chat = slackChat(makeWebClient(bot.slack.botToken, { apiUrl: bot.slack.apiUrl, log: quiet }));
  const courier = startCourier({ lanes: store.lanes, chat, holder: 'the test', pace: { betweenPostsMs: 0 } });
  const narrator = await startNarrator({
    store: store.entries,
    outbox: store.outbox,
    card: async (id: IncidentId) => {
      const incident = await journal.incident(id);
      return incident === null ? null : factsOf({ incident, now: new Date('2026-06-03T14:10:00.000Z') } as never);
    },
    names: async () => new Map(),
    keepTopic: async () => undefined,
    log: quiet,
  });
  try {
    const [declared, ...rest] = restoreStory;
    if (declared?.body.kind !== 'incident-declared') throw new TypeError('the story begins otherwise');
    const { service, environment } = declared.body.declaration;
    const { id } = await store.entries.open({ service, environment, draft: declared });
    await bot.slack.waitForMessage(ops, `${id}: PromptRefine (production) needs a decision soon`);

    await bot.slack.faults.cut({ method: 'chat.postMessage' }); // posted, and we are never told
    await bot.slack.faults.outage('unavailable');
    const opened = await store.entries.read(id, 0);
    const head = opened?.entries.at(-1);
    if (head === undefined) throw new TypeError('nothing was opened');
    await store.entries.append(id, head, rest, {});
    await narrator.caughtUp();
    await bot.slack.faults.outage('none');

    await bot.slack.waitForMessage(ops, 'closed the incident', { timeoutMs: 60_000 });
    await bot.slack.waitForMessage(ops, `${id}: PromptRefine (production), closed`, { timeoutMs: 60_000 });
    const headline = (await bot.slack.history(ops)).find((message) =>
      message.text.includes('PromptRefine (production), closed'),
    );
    const thread = await bot.slack.thread(ops, headline?.ts ?? '');
    const keys = thread.map((message) => keyOf(message));
    const told = [1, 3, 5, 7, 9, 11, 12, 13, 15, 17, 19, 21, 23, 25, 27, 29, 31, 33, 34, 35];
    expect(keys).toEqual([`${id}/headline`, `${id}/card`, ...told.map((n) => `${id}/entry/${n}`)]);
  } finally {
    await narrator.stop();
    await courier.drain(5_000);
    await store.close();
    await bot.close();
  }
});

function keyOf({ metadata }: SlackMessage): unknown {
  const payload = metadata?.event_payload;
  return typeof payload === 'object' && payload !== null && 'key' in payload ? payload.key : undefined;
}
