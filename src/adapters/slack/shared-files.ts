import type { WebClient } from '@slack/web-api';
import { ChatTrouble } from '../../ports/chat.ts';
import type { FilePlace, SharedFiles } from '../../ports/shared-files.ts';
import { toChatTrouble } from './trouble.ts';

/** Uploading takes longer than a message; in ms. */
const UPLOAD_MS = 15_000;

/**
 * Files by Slack's upload in three calls: announce, send the bytes, complete. Only the last one shows anything to people, so
 * what breaks off before it may be begun again.
 */
export function slackFiles(client: WebClient): SharedFiles {
  return {
    share: (place, given) =>
      asking(async () => {
        const bytes = typeof given.content === 'string' ? new TextEncoder().encode(given.content) : given.content;
        // Slack's own word; web-api's types call it otherwise. For pictures only: with other files Slack shares nothing.
        const described = given.alt === undefined ? {} : { alt_txt: given.alt };
        const announced = await beforeAnythingShows(() =>
          client.files.getUploadURLExternal({ filename: place.name, length: bytes.length, ...described }),
        );
        const [id, url] = [announced.file_id, announced.upload_url];
        if (id === undefined || url === undefined)
          throw new ChatTrouble({ kind: 'away', reason: 'no address to upload to' });
        await beforeAnythingShows(() => upload(url, bytes));
        const done = await client.files.completeUploadExternal({
          files: [{ id, title: given.title }],
          channel_id: place.channel,
          thread_ts: place.threadTs,
          initial_comment: given.comment,
        });
        return done.files?.[0]?.id ?? id;
      }),
    find: (place) => asking(() => findFile(client, place)),
  };
}

async function upload(url: string, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
  const reply = await fetch(url, { method: 'POST', body: bytes, signal: AbortSignal.timeout(UPLOAD_MS) });
  if (!reply.ok) throw new ChatTrouble({ kind: 'away', reason: `HTTP ${reply.status} to the upload` });
}

/** Nothing has been shown to anybody yet, so nothing is unknown. */
async function beforeAnythingShows<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    const trouble = toChatTrouble(error);
    throw trouble.kind === 'unknown-outcome'
      ? new ChatTrouble({ kind: 'away', reason: trouble.reason, cause: error })
      : trouble;
  }
}

async function findFile(client: WebClient, { channel, threadTs, name }: FilePlace): Promise<string | null> {
  let cursor: string | undefined;
  do {
    const page = await client.conversations.replies({
      ...{ channel, ts: threadTs, limit: 200 },
      ...(cursor === undefined ? {} : { cursor }),
    });
    const files = (page.messages ?? []).flatMap((message) => ('bot_id' in message ? (message.files ?? []) : []));
    const found = files.find((file) => file.name === name);
    if (found !== undefined) return found.id ?? name;
    cursor = page.response_metadata?.next_cursor;
  } while (cursor !== undefined && cursor !== '');
  return null;
}

async function asking<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    throw toChatTrouble(error);
  }
}
