import { describe, expect, test } from 'vitest';
import type { SlackClient } from '../../../commands/heard.ts';
import { addByReaction } from '../../../commands/messages/add-by-reaction.ts';
import { askOurselves } from '../../../commands/messages/ourselves.ts';
import { factsOf } from '../../blocks/support/facts.ts';
import { deciding, policy } from '../../support/incident-builder.ts';
import { storyBegins, storyIncident } from '../../support/restore-story.ts';
import { recordingUseCases } from '../support/recording-use-cases.ts';

const service = policy();
const channel = service.channel;
/** A timestamp of Slack's, so long before the story begins. */
const tsBefore = (ms: number) => `${(storyBegins.getTime() - ms) / 1_000}.000100`;
const hour = 3_600_000;

interface Told {
  readonly live?: boolean;
  /** How long before its identification the message was written, in ms. */
  readonly agoMs?: number;
  /** The first message of its thread. */
  readonly parent?: object | null;
  readonly user?: object;
}

/** Slack with one message, on which somebody puts a 📌; the calls that came of it, and what was whispered. */
async function pin({ live = true, agoMs = hour, parent, user = { team_id: 'T1' } }: Told) {
  const useCases = recordingUseCases([service]);
  if (live) useCases.cards.set(storyIncident, factsOf(deciding()));
  const [ts, thread] = [tsBefore(agoMs), tsBefore(agoMs + 1_000)];
  const said = { ts, text: 'it is empty', user: 'U0ROBIN', ...(parent === undefined ? {} : { thread_ts: thread }) };
  const calls: string[] = [];
  const whispers: string[] = [];
  const client = {
    auth: { test: async () => ({ bot_id: 'B1', team_id: 'T1', enterprise_id: 'E1' }) },
    users: { info: async () => ({ user }) },
    reactions: {
      get: async (asked: { timestamp: string }) => {
        calls.push('reactions.get');
        return { message: asked.timestamp === ts ? said : (parent ?? undefined) };
      },
    },
    chat: { postEphemeral: async ({ text }: { text: string }) => void whispers.push(text) },
  } as unknown as SlackClient;
  const desk = {
    useCases,
    log: { warn: () => undefined, error: () => undefined },
    now: () => storyBegins,
  };
  const event = { user: 'U0DANA', reaction: 'pushpin', item: { type: 'message', channel, ts }, event_ts: '1.1' };
  await addByReaction(desk, client, event, askOurselves());
  return { calls, whispers, copied: useCases.asked.filter(({ name }) => name === 'addMessage').length };
}

describe('a 📌 on a message', () => {
  test('about the failure adds it, also from a thread of people', async () => {
    expect(await pin({})).toMatchObject({ copied: 1 });
    expect(await pin({ parent: { ts: '1.000001', bot_id: 'B7' } })).toMatchObject({ copied: 1 });
  });

  test('is nobody’s business while no incident is live: nothing is asked and nothing is said', async () => {
    expect(await pin({ live: false })).toEqual({ calls: [], whispers: [], copied: 0 });
  });

  test('that is older than a day before the failure adds nothing, and names the shortcut', async () => {
    expect(await pin({ agoMs: 23 * hour })).toMatchObject({ copied: 1 });
    const { copied, whispers } = await pin({ agoMs: 25 * hour });
    expect(copied).toBe(0);
    expect(whispers.join()).toMatch(/more than a day before INC-7[\s\S]*“Add to incident timeline”/);
  });

  test('in a thread of ours about something else adds nothing, nor where its first message cannot be seen', async () => {
    for (const parent of [{ ts: '1.000001', bot_id: 'B1' }, null]) {
      const { copied, whispers } = await pin({ parent });
      expect(copied).toBe(0);
      expect(whispers.join()).toContain('a thread about something else');
    }
  });

  test('by somebody of another company is not heard; by somebody of our Grid it is', async () => {
    expect(await pin({ user: { team_id: 'T9' } })).toEqual({ calls: [], whispers: [], copied: 0 });
    const grid = { team_id: 'T2', enterprise_user: { enterprise_id: 'E1' } };
    expect(await pin({ user: grid })).toMatchObject({ copied: 1 });
  });
});
