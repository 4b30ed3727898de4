import type { SlackMessage } from '../../shapes.ts';
import { type Args, flag, optionalText, pageOf, text } from '../arguments.ts';
import { channelOfBot, messageOf, publicMessage, repliesOf } from '../lookup.ts';
import { SlackRefusal } from '../refusal.ts';
import type { World } from '../world.ts';
import { type Methods, scopeByKind } from './method.ts';

function within(args: Args): (message: SlackMessage) => boolean {
  const oldest = Number(optionalText(args, 'oldest') ?? 0);
  const latest = Number(optionalText(args, 'latest') ?? Number.POSITIVE_INFINITY);
  if (Number.isNaN(oldest)) throw new SlackRefusal('invalid_ts_oldest');
  if (Number.isNaN(latest)) throw new SlackRefusal('invalid_ts_latest');
  return ({ ts }) => {
    const at = Number(ts);
    return flag(args, 'inclusive') ? at >= oldest && at <= latest : at > oldest && at < latest;
  };
}

function answer(world: World, args: Args, all: readonly SlackMessage[]): object {
  const { page, nextCursor } = pageOf(args, all);
  const messages = page.map((message) => {
    const { metadata, ...rest } = publicMessage(world, message);
    return flag(args, 'include_all_metadata') && metadata !== undefined ? { ...rest, metadata } : rest;
  });
  return { messages, has_more: nextCursor !== '', response_metadata: { next_cursor: nextCursor } };
}

function history(world: World, args: Args): object {
  const channel = channelOfBot(world, text(args, 'channel'));
  const inside = within(args);
  const standing = world.scene.messages.filter(
    (each) =>
      each.channel === channel.id &&
      each.ephemeralFor === undefined &&
      (each.thread_ts === undefined || each.thread_ts === each.ts) &&
      inside(each),
  );
  return answer(world, args, standing.reverse());
}

function replies(world: World, args: Args): object {
  const channel = channelOfBot(world, text(args, 'channel'));
  const ts = text(args, 'ts');
  const found = world.scene.messages.some((each) => each.channel === channel.id && each.ts === ts);
  if (!found) throw new SlackRefusal('thread_not_found');
  const parent = messageOf(world, channel.id, ts);
  return answer(world, args, [parent, ...repliesOf(world, channel.id, ts).filter(within(args))]);
}

/** What has been said: newest first in a channel, oldest first in a thread. Ephemerals are in neither. */
export const historyMethods: Methods = {
  'conversations.history': { scope: scopeByKind('history'), perMinute: 50, run: history },
  'conversations.replies': { scope: scopeByKind('history'), perMinute: 50, run: replies },
};
