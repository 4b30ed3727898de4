import type { Reaction, SlackMessage } from '../../shapes.ts';
import { type Args, text } from '../arguments.ts';
import { channelOfBot, messageOf, permalinkOf, publicMessage } from '../lookup.ts';
import { SlackRefusal } from '../refusal.ts';
import { show, type World } from '../world.ts';
import type { Methods } from './method.ts';

/** Adds one person's reaction to a message. Throws `already_reacted`. */
export function react(world: World, message: SlackMessage, user: string, name: string): void {
  const reactions = message.reactions ?? [];
  const same = reactions.find((each) => each.name === name);
  if (same?.users.includes(user)) throw new SlackRefusal('already_reacted');
  const users = [...(same?.users ?? []), user];
  const added: Reaction = { name, users, count: users.length };
  const others = reactions.filter((each) => each.name !== name);
  show(world, { type: 'message', message: { ...message, reactions: [...others, added] } });
}

function targetOf(world: World, args: Args): SlackMessage {
  return messageOf(world, channelOfBot(world, text(args, 'channel')).id, text(args, 'timestamp'));
}

function add(world: World, args: Args): object {
  const name = text(args, 'name').replaceAll(':', '');
  if (!/^[a-z0-9_+'-]+$/.test(name)) throw new SlackRefusal('invalid_name');
  react(world, targetOf(world, args), world.scene.app.botUserId, name);
  return {};
}

function pin(world: World, args: Args): object {
  const message = targetOf(world, args);
  if (message.pinned_to?.includes(message.channel)) throw new SlackRefusal('already_pinned');
  show(world, { type: 'message', message: { ...message, pinned_to: [message.channel] } });
  return {};
}

/** Reactions and pins. */
export const reactionMethods: Methods = {
  'reactions.add': { scope: 'reactions:write', perMinute: 50, run: add },
  'reactions.get': {
    scope: 'reactions:read',
    perMinute: 50,
    run: (world, args) => {
      const message = targetOf(world, args);
      const permalink = permalinkOf(world, message);
      return { type: 'message', channel: message.channel, message: { ...publicMessage(world, message), permalink } };
    },
  },
  'pins.add': { scope: 'pins:write', perMinute: 20, run: pin },
};
