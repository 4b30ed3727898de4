import type { KnownBlock } from '@slack/types';
import type { WebClient } from '@slack/web-api';
import { z } from 'zod';
import { ChannelId } from '../../domain/ids.ts';
import { type Chat, ChatTrouble } from '../../ports/chat.ts';
import { toChatTrouble } from './trouble.ts';

/** The type under which our messages carry their key. Everybody in the channel can read metadata: ids only. */
const metadataType = 'recourse_message';

/** Pages of 200 messages that are searched for a message that may have been posted. */
const MOST_PAGES = 20;

/** Slack's Web API as the courier knows it. Each call is made once; what to repeat is the courier's to judge. */
export function slackChat(client: WebClient): Chat {
  return {
    post: ({ channel, text, blocks, threadTs, key }) =>
      asking(async () => {
        const answer = await client.chat.postMessage({
          channel,
          text,
          blocks: blocks as KnownBlock[],
          metadata: { event_type: metadataType, event_payload: { key } },
          unfurl_links: false,
          unfurl_media: false,
          ...(threadTs === undefined ? {} : { thread_ts: threadTs }),
        });
        return { ts: given(answer.ts) };
      }),

    edit: ({ channel, ts, text, blocks }) =>
      asking(async () => {
        await client.chat.update({ channel, ts, text, blocks: blocks as KnownBlock[] });
      }),

    find: (wanted) => asking(() => findByKey(client, wanted)),

    directChannel: (person) =>
      asking(async () => {
        const { channel } = await client.conversations.open({ users: person });
        return ChannelId.parse(given(channel?.id));
      }),

    whisper: ({ channel, person, threadTs, text, blocks }) =>
      asking(async () => {
        const inThread = threadTs === undefined ? {} : { thread_ts: threadTs };
        await client.chat.postEphemeral({ channel, user: person, text, blocks: blocks as KnownBlock[], ...inThread });
      }),
  };
}

async function findByKey(
  client: WebClient,
  wanted: Parameters<Chat['find']>[0],
): Promise<{ readonly ts: string } | null> {
  let cursor: string | undefined;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const { messages = [], response_metadata: more } = await readPage(client, wanted, cursor);
    const found = messages.find((message) => keyOf(message) === wanted.key);
    if (found !== undefined) return { ts: given(found.ts) };
    cursor = more?.next_cursor;
    if (cursor === undefined || cursor === '') return null;
  }
  throw new ChatTrouble({ kind: 'away', reason: `${MOST_PAGES} pages were searched and there are more` });
}

function readPage(client: WebClient, { channel, threadTs, sinceTs }: Parameters<Chat['find']>[0], cursor?: string) {
  const page = {
    channel,
    oldest: sinceTs,
    limit: 200,
    include_all_metadata: true,
    ...(cursor === undefined ? {} : { cursor }),
  };
  return threadTs === undefined
    ? client.conversations.history(page)
    : client.conversations.replies({ ...page, ts: threadTs });
}

const OurMetadata = z.object({ event_type: z.literal(metadataType), event_payload: z.object({ key: z.string() }) });

function keyOf(message: { readonly metadata?: unknown }): string | undefined {
  return OurMetadata.safeParse(message.metadata).data?.event_payload.key;
}

function given(value: string | undefined): string {
  if (value !== undefined) return value;
  throw new ChatTrouble({ kind: 'unknown-outcome', reason: 'Slack’s answer lacked a field' });
}

async function asking<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    throw toChatTrouble(error);
  }
}
