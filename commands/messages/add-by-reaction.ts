import { z } from 'zod';
import { drawRefusal } from '../../blocks/refusal.ts';
import { PersonId } from '../../src/domain/ids.ts';
import { MessageTs } from '../../src/domain/message.ts';
import type { Refusal } from '../../src/domain/verdict.ts';
import { attend, whisper } from '../answer.ts';
import type { Desk } from '../desk.ts';
import type { Heard, SlackClient } from '../heard.ts';
import { slackReason } from '../show-form.ts';
import { noneLive } from '../which-incident.ts';
import { addAndAnswer } from './add-by-shortcut.ts';
import type { AskOurselves } from './ourselves.ts';
import { readMessage } from './read-message.ts';

const ReactionAdded = z.looseObject({
  user: PersonId,
  reaction: z.string(),
  item: z.looseObject({ type: z.literal('message'), channel: z.string(), ts: MessageTs }),
  event_ts: z.string(),
});

/**
 * Somebody put the service's reaction on a message of its channel: the message becomes part of the timeline. Taking the
 * reaction away takes nothing out again, because nothing is ever taken out. A reaction that means nothing here is not answered.
 */
export async function addByReaction(
  desk: Desk,
  client: SlackClient,
  event: unknown,
  ourselves: AskOurselves,
): Promise<void> {
  const added = ReactionAdded.safeParse(event).data;
  if (added === undefined || !isOurs(desk, added.item.channel, added.reaction)) return;
  const { user, item, event_ts: at } = added;
  const heard: Heard = {
    asking: { person: user, once: `reaction:${item.channel}:${item.ts}:${user}:${at}` },
    ...{ client, channel: item.channel, thread: null, triggerId: null, respond: null },
  };
  await attend(desk, heard, () => addIt(desk, heard, item, ourselves));
}

/** With a skin tone the reaction is the same one. */
function isOurs(desk: Desk, channel: string, reaction: string): boolean {
  const name = reaction.split('::')[0];
  return desk.useCases.services().some((service) => service.channel === channel && service.timeline_reaction === name);
}

async function addIt(
  desk: Desk,
  heard: Heard,
  item: { readonly channel: string; readonly ts: string },
  ourselves: AskOurselves,
): Promise<void> {
  const message = await fetchMessage(desk, heard, item);
  if (message === null) return;
  const read = readMessage(message, item.channel, await ourselves(heard.client));
  if (read.kind === 'refused') return whisper(desk, heard, drawRefusal([read.refusal]));
  const inThread = { ...heard, thread: read.thread };
  const { certain, possible } = await desk.useCases.placeMessage({ channel: item.channel, thread: read.thread });
  if (certain === null) {
    return whisper(desk, inThread, drawRefusal([possible.length > 0 ? several : noneLive]));
  }
  await addAndAnswer(desk, inThread, { incident: certain.id, text: read.text, from: read.from });
}

/** The event only names the message. Null after the person was told why it cannot be read. */
async function fetchMessage(
  desk: Desk,
  heard: Heard,
  { channel, ts }: { readonly channel: string; readonly ts: string },
): Promise<unknown> {
  try {
    const { message } = await heard.client.reactions.get({ channel, timestamp: ts });
    return message ?? null;
  } catch (error) {
    const reason = slackReason(error);
    desk.log.warn({ reason, once: heard.asking.once }, 'a message could not be read for the timeline');
    await whisper(desk, heard, drawRefusal([cannotRead(reason)]));
    return null;
  }
}

function cannotRead(reason: string): Refusal {
  const outside = reason === 'not_in_channel' || reason === 'channel_not_found';
  return {
    code: 'bad-input',
    say: outside
      ? 'Recourse is not in this channel, so it cannot read the message.'
      : `Slack did not give us the message (${reason || 'no answer'}).`,
    hint: outside
      ? 'Use “Add to incident timeline” in the message’s menu, or invite Recourse.'
      : 'Use “Add to incident timeline” in the message’s menu, or write `/incident note what you saw`.',
  };
}

const several: Refusal = {
  code: 'unknown-incident',
  say: 'Several incidents are live in this channel, and it is not clear which one you mean.',
  hint: 'Use “Add to incident timeline” in the message’s menu, which asks; in an incident’s own thread the reaction is enough.',
};
