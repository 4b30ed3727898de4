import { z } from 'zod';
import { ChannelId, PersonId, toInstant } from '../../src/domain/ids.ts';
import { type MessageSource, MessageTs, plainMessage } from '../../src/domain/message.ts';
import type { Refusal } from '../../src/domain/verdict.ts';
import { nothingToCopy } from '../../src/services/incidents/add-message.ts';

/** What of a message is looked at, as the Web API and message shortcuts give it. */
const Written = z.looseObject({
  ts: MessageTs,
  text: z.string().default(''),
  user: z.string().optional(),
  bot_id: z.string().optional(),
  subtype: z.string().optional(),
  thread_ts: z.string().optional(),
  permalink: z.string().optional(),
  edited: z.looseObject({ ts: z.string() }).optional(),
  files: z.array(z.looseObject({ name: z.string().nullish() })).default([]),
});

/** A message that can be copied, or why it cannot. */
export type ReadMessage =
  | { readonly kind: 'message'; readonly text: string; readonly from: MessageSource; readonly thread: string | null }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

/** @param ownBotId our `bot_id`, where it is known: what Recourse says is in the timeline already */
export function readMessage(message: unknown, channel: string, ownBotId: string | null): ReadMessage {
  const read = Written.safeParse(message).data;
  const place = ChannelId.safeParse(channel).data;
  if (read === undefined || place === undefined || read.subtype === 'tombstone') return refuse(unreadable);
  if (ownBotId !== null && read.bot_id === ownBotId) return refuse(ourOwn);
  const words = plainMessage(read.text);
  if (words === '') return refuse(read.files.length > 0 ? onlyFiles : nothingToCopy);
  const names = read.files.map(({ name }) => name ?? 'a file').join(', ');
  const author = read.bot_id === undefined ? PersonId.safeParse(read.user).data : undefined;
  return {
    kind: 'message',
    text: names === '' ? words : `${words}\n(with ${names}, which is not copied)`,
    from: { channel: place, ts: read.ts, ...(author === undefined ? {} : { author }), ...rest(read) },
    thread: read.thread_ts ?? null,
  };
}

function rest({ permalink, edited }: z.infer<typeof Written>): Pick<MessageSource, 'permalink' | 'editedAt'> {
  const seconds = Number(edited?.ts);
  return {
    ...(permalink === undefined ? {} : { permalink }),
    ...(Number.isFinite(seconds) ? { editedAt: toInstant(new Date(Math.floor(seconds * 1_000))) } : {}),
  };
}

function refuse(refusal: Refusal): ReadMessage {
  return { kind: 'refused', refusal };
}

const unreadable: Refusal = {
  code: 'bad-input',
  say: 'Slack no longer gives us this message.',
  hint: 'Write what it said: `/incident note what you saw`.',
};

const ourOwn: Refusal = {
  code: 'bad-input',
  say: 'Recourse wrote this message itself, from the timeline.',
  hint: '`/incident timeline` shows it. To add something of your own: `/incident note what you saw`.',
};

const onlyFiles: Refusal = {
  code: 'bad-input',
  say: 'This message has no text, only files, and files are not copied.',
  hint: 'Write what they show: `/incident note what you saw`.',
};
