import type { Channel } from '../../shapes.ts';
import { type Args, flag, optionalText, pageOf, text } from '../arguments.ts';
import { channelOf, channelOfBot, personOf } from '../lookup.ts';
import { SlackRefusal } from '../refusal.ts';
import { show, type World } from '../world.ts';
import { type Methods, scopeByKind } from './method.ts';

function channelJson(world: World, channel: Channel): Record<string, unknown> {
  const common = {
    id: channel.id,
    is_archived: channel.isArchived ?? false,
    is_private: channel.isPrivate ?? channel.directWith !== undefined,
    is_member: channel.members.includes(world.scene.app.botUserId),
    context_team_id: world.scene.team.id,
  };
  if (channel.directWith !== undefined) return { ...common, is_im: true, user: channel.directWith };
  const topic = { value: channel.topic ?? '', creator: '', last_set: 0 };
  const names = { name: channel.name, name_normalized: channel.name };
  return { ...common, ...names, is_channel: true, is_im: false, topic, num_members: channel.members.length };
}

function open(world: World, args: Args): object {
  const channelId = optionalText(args, 'channel');
  const users = (optionalText(args, 'users') ?? '').split(',').filter((each) => each !== '');
  const [only] = users;
  if (channelId === undefined && only === undefined) throw new SlackRefusal('users_list_not_supplied');
  if (users.length > 1) throw new SlackRefusal('too_many_users');
  if (only !== undefined && personOf(world, only).deactivated === true) throw new SlackRefusal('user_disabled');
  const channel = channelOf(world, channelId ?? only ?? '');
  const brief = { channel: { id: channel.id }, no_op: true, already_open: true };
  return flag(args, 'return_im') ? { ...brief, channel: channelJson(world, channel) } : brief;
}

function list(world: World, args: Args): object {
  const types = (optionalText(args, 'types') ?? 'public_channel').split(',').map((each) => each.trim());
  const kind = (channel: Channel) => {
    if (channel.directWith !== undefined) return 'im';
    return channel.isPrivate === true ? 'private_channel' : 'public_channel';
  };
  const known = world.scene.channels.filter(
    (each) => kind(each) === 'public_channel' || each.members.includes(world.scene.app.botUserId),
  );
  const wanted = known.filter(
    (each) => types.includes(kind(each)) && !(flag(args, 'exclude_archived') && each.isArchived === true),
  );
  const { page, nextCursor } = pageOf(args, wanted);
  return { channels: page.map((each) => channelJson(world, each)), response_metadata: { next_cursor: nextCursor } };
}

function describe(world: World, args: Args): object {
  const channel = channelOf(world, text(args, 'channel'));
  const hidden = channel.isPrivate === true && !channel.members.includes(world.scene.app.botUserId);
  if (hidden) throw new SlackRefusal('channel_not_found');
  return { channel: channelJson(world, channel) };
}

function members(world: World, args: Args): object {
  const { page, nextCursor } = pageOf(args, channelOf(world, text(args, 'channel')).members);
  return { members: page, response_metadata: { next_cursor: nextCursor } };
}

function setTopic(world: World, args: Args): object {
  const channel = channelOfBot(world, text(args, 'channel'));
  const topic = optionalText(args, 'topic') ?? '';
  if (topic.length > 250) throw new SlackRefusal('too_long');
  const changed = { ...channel, topic };
  show(world, { type: 'channel', channel: changed });
  return { channel: channelJson(world, changed) };
}

function join(world: World, args: Args): object {
  const channel = channelOf(world, text(args, 'channel'));
  if (channel.directWith !== undefined) throw new SlackRefusal('method_not_supported_for_channel_type');
  if (channel.isPrivate === true) throw new SlackRefusal('channel_not_found');
  if (channel.isArchived === true) throw new SlackRefusal('is_archived');
  const joined = { ...channel, members: [...new Set([...channel.members, world.scene.app.botUserId])] };
  show(world, { type: 'channel', channel: joined });
  return { channel: channelJson(world, joined) };
}

/** The conversations themselves: which there are, who is in them, what they are about. */
export const conversationMethods: Methods = {
  'conversations.open': { scope: 'im:write', perMinute: 50, run: open },
  'conversations.list': { scope: 'channels:read,groups:read,im:read', perMinute: 20, run: list },
  'conversations.info': { scope: scopeByKind('read'), perMinute: 50, run: describe },
  'conversations.members': { scope: scopeByKind('read'), perMinute: 100, run: members },
  'conversations.setTopic': { scope: 'channels:manage,channels:write.topic', perMinute: 20, run: setTopic },
  'conversations.join': { scope: 'channels:join', perMinute: 50, run: join },
};
