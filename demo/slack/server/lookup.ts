import type { Channel, Person, SlackMessage } from '../shapes.ts';
import { SlackRefusal } from './refusal.ts';
import type { World } from './world.ts';

/** The person with this id. Throws `user_not_found`. */
export function personOf(world: World, id: string): Person {
  const person = world.scene.people.find((each) => each.id === id);
  if (person === undefined) throw new SlackRefusal('user_not_found');
  return person;
}

/** The channel with this id or `#name`, or a person's direct conversation with the app. Throws `channel_not_found`. */
export function channelOf(world: World, id: string): Channel {
  const name = id.replace(/^#/, '');
  const channel = world.scene.channels.find(
    (each) => each.id === id || each.directWith === id || (each.directWith === undefined && each.name === name),
  );
  if (channel === undefined) throw new SlackRefusal('channel_not_found');
  return channel;
}

/** A channel in which the bot may act. Throws `channel_not_found`, `not_in_channel` or `is_archived`. */
export function channelOfBot(world: World, id: string): Channel {
  const channel = channelOf(world, id);
  const inside = channel.members.includes(world.scene.app.botUserId);
  if (!inside && channel.isPrivate === true) throw new SlackRefusal('channel_not_found');
  if (!inside) throw new SlackRefusal('not_in_channel');
  if (channel.isArchived === true) throw new SlackRefusal('is_archived');
  return channel;
}

/** The posted message with this timestamp. Throws `message_not_found`. */
export function messageOf(world: World, channel: string, ts: string): SlackMessage {
  const message = world.scene.messages.find(
    (each) => each.channel === channel && each.ts === ts && each.ephemeralFor === undefined,
  );
  if (message === undefined) throw new SlackRefusal('message_not_found');
  return message;
}

/** The replies of a thread without its parent, oldest first. */
export function repliesOf(world: World, channel: string, ts: string): SlackMessage[] {
  return world.scene.messages.filter(
    (each) => each.channel === channel && each.thread_ts === ts && each.ts !== ts && each.ephemeralFor === undefined,
  );
}

/** A message as the Web API returns it: without the fields that only this server needs. */
export function publicMessage(world: World, message: SlackMessage): Record<string, unknown> {
  const { channel: _channel, ephemeralFor: _for, ...fields } = message;
  return { team: world.scene.team.id, ...fields };
}

/** The address of a message, which the page opens. */
export function permalinkOf(world: World, message: SlackMessage): string {
  const thread = message.thread_ts === undefined ? '' : `?thread_ts=${message.thread_ts}&cid=${message.channel}`;
  return `${world.baseUrl}/archives/${message.channel}/p${message.ts.replace('.', '')}${thread}`;
}
