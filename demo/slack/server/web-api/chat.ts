import { longestUpdatedText } from '../../limits.ts';
import type { SlackMessage } from '../../shapes.ts';
import { type Args, optionalText, text } from '../arguments.ts';
import { channelOf, channelOfBot, messageOf, permalinkOf, personOf, publicMessage } from '../lookup.ts';
import { countReplies, fromBot, post, postEphemeral, readContent } from '../posting.ts';
import { takeMessageSlot } from '../rate-limits.ts';
import { SlackRefusal } from '../refusal.ts';
import { nextTs, show, type World } from '../world.ts';
import type { Methods } from './method.ts';

function threadOf(args: Args): { thread_ts?: string } {
  const ts = optionalText(args, 'thread_ts');
  return ts === undefined ? {} : { thread_ts: ts };
}

function postMessage(world: World, args: Args): object {
  const channel = channelOfBot(world, text(args, 'channel'));
  const content = readContent(args);
  takeMessageSlot(world, channel.id);
  const message = post(world, { channel: channel.id, ...fromBot(world), ...content, ...threadOf(args) });
  return { channel: channel.id, ts: message.ts, message: publicMessage(world, message) };
}

function ownMessage(world: World, args: Args, refusal: string): SlackMessage {
  const channel = channelOfBot(world, text(args, 'channel'));
  const message = messageOf(world, channel.id, text(args, 'ts'));
  if (message.user !== world.scene.app.botUserId) throw new SlackRefusal(refusal);
  return message;
}

function update(world: World, args: Args): object {
  const message = ownMessage(world, args, 'cant_update_message');
  if ((optionalText(args, 'text') ?? '').length > longestUpdatedText) throw new SlackRefusal('msg_too_long');
  const content = readContent(args);
  const { blocks: _blocks, edited: _edited, ...kept } = message;
  // Slack marks an edit of bare text as edited, and an edit with blocks not.
  const mark = content.blocks === undefined ? { edited: { user: message.user, ts: nextTs(world) } } : {};
  const updated = { ...kept, ...content, ...mark };
  show(world, { type: 'message', message: updated });
  return { channel: message.channel, ts: message.ts, text: content.text, message: publicMessage(world, updated) };
}

function remove(world: World, args: Args): object {
  const { channel, ts, thread_ts } = ownMessage(world, args, 'cant_delete_message');
  show(world, { type: 'message-removed', channel, ts });
  if (thread_ts !== undefined && thread_ts !== ts) countReplies(world, messageOf(world, channel, thread_ts));
  return { channel, ts };
}

function postOnlyFor(world: World, args: Args): object {
  const channel = channelOfBot(world, text(args, 'channel'));
  const person = personOf(world, text(args, 'user'));
  if (!channel.members.includes(person.id)) throw new SlackRefusal('user_not_in_channel');
  const content = readContent(args);
  const message = postEphemeral(world, { channel: channel.id, ephemeralFor: person.id, ...content, ...threadOf(args) });
  return { message_ts: message.ts };
}

function permalink(world: World, args: Args): object {
  const channel = channelOf(world, text(args, 'channel'));
  const message = messageOf(world, channel.id, text(args, 'message_ts'));
  return { channel: channel.id, permalink: permalinkOf(world, message) };
}

/** Posting, editing and deleting what the bot says. */
export const chatMethods: Methods = {
  // The limit of chat.postMessage is per channel and taken inside.
  'chat.postMessage': { scope: 'chat:write', perMinute: 600, run: postMessage },
  'chat.update': { scope: 'chat:write', perMinute: 50, run: update },
  'chat.delete': { scope: 'chat:write', perMinute: 50, run: remove },
  'chat.postEphemeral': { scope: 'chat:write', perMinute: 100, run: postOnlyFor },
  'chat.getPermalink': { perMinute: 600, run: permalink },
};
