import type { SlackMessage } from '../../shapes.ts';
import { type Ack, deliverEvent } from '../delivery.ts';
import { post } from '../posting.ts';
import type { World } from '../world.ts';
import { type ActResult, actor, timed } from './act.ts';

/** A person writes a message; the app hears of it where it is a member and subscribed. */
export async function say(
  world: World,
  act: { user: string; channel: string; text: string; threadTs?: string | undefined },
): Promise<ActResult> {
  const { channel } = actor(world, act.user, act.channel);
  if (channel.directWith !== undefined && !world.scene.app.writable) {
    throw new Error('Sending messages to this app has been turned off.');
  }
  const thread = act.threadTs === undefined ? {} : { thread_ts: act.threadTs };
  const written = post(world, { channel: channel.id, user: act.user, text: act.text, ...thread });
  const { result } = await timed(world, tellApp(world, written));
  return { ...result, ts: written.ts };
}

async function tellApp(world: World, message: SlackMessage): Promise<Ack> {
  const channel = world.scene.channels.find((each) => each.id === message.channel);
  const { botUserId } = world.scene.app;
  if (channel === undefined || !channel.members.includes(botUserId)) return { outcome: 'acked', payload: undefined };
  const direct = channel.directWith !== undefined;
  const event = {
    channel: channel.id,
    user: message.user,
    text: message.text,
    ts: message.ts,
    event_ts: message.ts,
    team: world.scene.team.id,
    ...(message.thread_ts === undefined ? {} : { thread_ts: message.thread_ts }),
  };
  const kind = direct ? 'im' : channelKind(channel.isPrivate === true);
  const subscription = kind === 'channel' ? 'message.channels' : `message.${kind === 'im' ? 'im' : 'groups'}`;
  const heard = deliverEvent(world, subscription, { type: 'message', channel_type: kind, ...event });
  const mentioned = message.text.includes(`<@${botUserId}`) && !direct;
  const noticed = mentioned ? deliverEvent(world, 'app_mention', { type: 'app_mention', ...event }) : undefined;
  return (await noticed) ?? (await heard);
}

function channelKind(isPrivate: boolean): 'group' | 'channel' {
  return isPrivate ? 'group' : 'channel';
}
