import { z } from 'zod';
import { drawRefusal } from '../../blocks/refusal.ts';
import { type IncidentId, PersonId } from '../../src/domain/ids.ts';
import { MessageTs, writtenAt } from '../../src/domain/message.ts';
import type { Refusal } from '../../src/domain/verdict.ts';
import { attend, whisper } from '../answer.ts';
import type { Desk } from '../desk.ts';
import type { Heard, SlackClient } from '../heard.ts';
import { slackReason } from '../show-form.ts';
import { addAndAnswer } from './add-by-shortcut.ts';
import type { AskOurselves } from './ourselves.ts';
import { type ReadMessage, readMessage } from './read-message.ts';

const ReactionAdded = z.looseObject({
  user: PersonId,
  reaction: z.string(),
  item: z.looseObject({ type: z.literal('message'), channel: z.string(), ts: MessageTs }),
  event_ts: z.string(),
});

/** Signs of a failure come before anybody calls it one, but hardly by more, in ms. */
const BEFORE_MAX_MS = 86_400_000;

/**
 * Somebody put the service's reaction on a message of its channel: the message becomes part of the timeline. Taking the
 * reaction away takes nothing out again, because nothing is ever taken out. So it is taken only for what surely belongs there;
 * a reaction that means nothing here, where no incident is live or from somebody of another company, is not answered.
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
  await attend(desk, heard, async () => {
    // Teams pin messages every day: without an incident nobody is asked anything, and Slack neither.
    if ((await desk.useCases.liveIn(item.channel)).length === 0) return;
    if (!(await isStranger(heard, ourselves))) await addIt(desk, heard, item, ourselves);
  });
}

/** With a skin tone the reaction is the same one. */
function isOurs(desk: Desk, channel: string, reaction: string): boolean {
  const name = reaction.split('::')[0];
  return desk.useCases.services().some((service) => service.channel === channel && service.timeline_reaction === name);
}

/** A channel may be shared with other companies (Slack Connect); what stays for ever is not theirs to choose. */
async function isStranger({ client, asking }: Heard, ourselves: AskOurselves): Promise<boolean> {
  const [us, { user }] = await Promise.all([ourselves(client), client.users.info({ user: asking.person })]);
  if (us === null || user?.team_id === undefined || user.team_id === us.team) return false;
  return us.enterprise === null || user.enterprise_user?.enterprise_id !== us.enterprise;
}

async function addIt(
  desk: Desk,
  heard: Heard,
  item: { readonly channel: string; readonly ts: string },
  ourselves: AskOurselves,
): Promise<void> {
  const message = await fetchMessage(desk, heard, item);
  if (message === null) return;
  const ownBotId = (await ourselves(heard.client))?.botId ?? null;
  const read = readMessage(message, item.channel, ownBotId);
  if (read.kind === 'refused') return whisper(desk, heard, drawRefusal([read.refusal]));
  const inThread = { ...heard, thread: read.thread };
  const { certain, inItsThread } = await desk.useCases.placeMessage({ channel: item.channel, thread: read.thread });
  if (certain === null) return whisper(desk, inThread, drawRefusal([several]));
  const doubt =
    (await doubtOfTime(desk, certain, read)) ?? (inItsThread ? null : await doubtOfThread(heard, read, ownBotId));
  if (doubt !== null) return whisper(desk, inThread, drawRefusal([doubt]));
  await addAndAnswer(desk, inThread, { incident: certain.id, text: read.text, from: read.from });
}

type Readable = Extract<ReadMessage, { kind: 'message' }>;

/** What was written long before the failure, or under an incident that is over, was hardly meant. */
async function doubtOfTime(
  desk: Desk,
  { id, closedAt }: { readonly id: IncidentId; readonly closedAt: string | null },
  { from }: Readable,
): Promise<Refusal | null> {
  if (closedAt !== null) return doubtful(`It stands in the thread of ${id}, which is closed`);
  const incident = await desk.useCases.incident(id);
  const writtenBefore = Date.parse(incident?.identifiedAt ?? '') - Date.parse(writtenAt(from.ts));
  return writtenBefore > BEFORE_MAX_MS ? doubtful(`It was written more than a day before ${id} was identified`) : null;
}

/** Under another message of ours goes another conversation: of a drill, a migration, alerts. */
async function doubtOfThread(
  { client }: Heard,
  { thread, from }: Readable,
  ownBotId: string | null,
): Promise<Refusal | null> {
  if (thread === null || thread === from.ts) return null;
  const { message } = await client.reactions.get({ channel: from.channel, timestamp: thread }).catch(() => ({
    message: undefined,
  }));
  const isAnothers = message !== undefined && message.bot_id !== ownBotId;
  return isAnothers ? null : doubtful('It stands in a thread about something else');
}

function doubtful(why: string): Refusal {
  return {
    code: 'bad-input',
    say: `This message was not added to the timeline. ${why}, and nothing is ever taken out again.`,
    hint: 'If you mean it, use “Add to incident timeline” in the message’s menu.',
  };
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
