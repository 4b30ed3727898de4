import { deliver, deliverEvent } from '../delivery.ts';
import { channelOf, messageOf } from '../lookup.ts';
import { interaction, messagePlace } from '../payloads.ts';
import { giveResponseUrl } from '../response-urls.ts';
import { giveTrigger } from '../triggers.ts';
import { react } from '../web-api/reactions.ts';
import { nextTs, type World } from '../world.ts';
import { type ActResult, activePerson, actor, notify, timed } from './act.ts';

/** A person reacts to a message with an emoji. */
export async function addReaction(
  world: World,
  act: { user: string; channel: string; ts: string; name: string },
): Promise<ActResult> {
  const { person, channel } = actor(world, act.user, act.channel);
  const message = messageOf(world, channel.id, act.ts);
  react(world, message, person.id, act.name);
  if (!channel.members.includes(world.scene.app.botUserId)) return { outcome: 'not-sent', tookMs: 0 };
  const event = {
    type: 'reaction_added',
    user: person.id,
    reaction: act.name,
    item_user: message.user,
    item: { type: 'message', channel: channel.id, ts: message.ts },
    event_ts: nextTs(world),
  };
  return (await timed(world, deliverEvent(world, 'reaction_added', event))).result;
}

/** A person opens the app's Home tab. */
export async function openHome(world: World, act: { user: string }): Promise<ActResult> {
  const person = activePerson(world, act.user);
  const view = world.scene.homes[person.id];
  const event = {
    type: 'app_home_opened',
    user: person.id,
    channel: channelOf(world, person.id).id,
    tab: 'home',
    event_ts: nextTs(world),
    ...(view === undefined ? {} : { view }),
  };
  return (await timed(world, deliverEvent(world, 'app_home_opened', event))).result;
}

/** A person uses a shortcut: on a message if `ts` is given, otherwise a global one. */
export async function shortcut(
  world: World,
  act: { user: string; callbackId: string; channel?: string | undefined; ts?: string | undefined },
): Promise<ActResult> {
  const person = activePerson(world, act.user);
  const onMessage = act.ts !== undefined && act.channel !== undefined;
  const wanted = onMessage ? 'message' : 'global';
  if (!world.scene.shortcuts.some((each) => each.callback_id === act.callbackId && each.type === wanted)) {
    throw new Error(`The app has no ${wanted} shortcut ${act.callbackId}`);
  }
  const about = onMessage ? aboutMessage(world, person.id, act.channel ?? '', act.ts ?? '') : {};
  const payload = {
    ...interaction(world, onMessage ? 'message_action' : 'shortcut', person, giveTrigger(world, person.id)),
    callback_id: act.callbackId,
    action_ts: nextTs(world),
    ...about,
  };
  const { ack, result } = await timed(world, deliver(world, 'interactive', payload, `shortcut ${act.callbackId}`));
  if (ack.outcome !== 'acked') notify(world, person.id, `${world.scene.app.name} didn’t respond. Try again.`, {});
  return result;
}

function aboutMessage(world: World, user: string, channelId: string, ts: string): object {
  const { channel } = actor(world, user, channelId);
  const message = messageOf(world, channel.id, ts);
  const {
    container: _container,
    state: _state,
    ...place
  } = messagePlace(world, channel, message) as Record<string, unknown>;
  return { ...place, message_ts: ts, response_url: giveResponseUrl(world, user, channel.id, message) };
}
