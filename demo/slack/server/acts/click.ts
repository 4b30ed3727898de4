import { type Element, elementsOf, optionsOf } from '../../elements.ts';
import type { LooseBlock, SlackMessage, SlackView, StateValue, StateValues } from '../../shapes.ts';
import { type Ack, deliver } from '../delivery.ts';
import { interaction, messagePlace, viewPlace } from '../payloads.ts';
import { giveResponseUrl } from '../response-urls.ts';
import { giveTrigger } from '../triggers.ts';
import { replaceModal, withState } from '../views.ts';
import { nextTs, type World } from '../world.ts';
import { type ActResult, activePerson, actor, notify, timed } from './act.ts';

/**
 * Which element a person uses. `value` forges a button's value or names the chosen option. `element` is what the
 * person still sees although the message has changed since (an old button), or never was there at all.
 */
export interface Click {
  readonly actionId: string;
  readonly blockId?: string | undefined;
  readonly value?: string | undefined;
  readonly chosen?: StateValue | undefined;
  readonly element?: Element | undefined;
}

/** A person uses a button, menu or picker in a message. */
export async function clickInMessage(
  world: World,
  act: Click & { user: string; channel: string; ts: string },
): Promise<ActResult> {
  const { person, channel } = actor(world, act.user, act.channel);
  const message = visibleMessage(world, person.id, channel.id, act.ts);
  const payload = {
    ...interaction(world, 'block_actions', person, giveTrigger(world, person.id)),
    ...messagePlace(world, channel, message),
    response_url: giveResponseUrl(world, person.id, channel.id, message),
    actions: [actionOf(world, message.blocks ?? [], act)],
  };
  const { ack, result } = await timed(world, deliver(world, 'interactive', payload, `block_actions ${act.actionId}`));
  complain(world, person.id, ack, { channel: channel.id, messageTs: message.ts, actionId: act.actionId });
  return result;
}

/** A person uses an element in an open modal or on the Home tab, with what they have entered so far. */
export async function clickInView(
  world: World,
  act: Click & { user: string; viewId: string; values?: StateValues | undefined },
): Promise<ActResult> {
  const person = activePerson(world, act.user);
  const view = withState(openViewOf(world, person.id, act.viewId), act.values ?? {});
  if (view.type === 'modal') replaceModal(world, person.id, view);
  const payload = {
    ...interaction(world, 'block_actions', person, giveTrigger(world, person.id)),
    ...viewPlace(view),
    actions: [actionOf(world, view.blocks, act)],
  };
  const { ack, result } = await timed(world, deliver(world, 'interactive', payload, `block_actions ${act.actionId}`));
  complain(world, person.id, ack, { viewId: view.id, actionId: act.actionId });
  return result;
}

function visibleMessage(world: World, user: string, channel: string, ts: string): SlackMessage {
  const message = world.scene.messages.find(
    (each) => each.channel === channel && each.ts === ts && (each.ephemeralFor ?? user) === user,
  );
  if (message === undefined) throw new Error(`${user} sees no message ${ts} in ${channel}`);
  return message;
}

/** The open modal or Home view of a person. Throws when they do not have it in front of them. */
export function openViewOf(world: World, user: string, viewId: string): SlackView {
  const candidates = [...(world.scene.modals[user] ?? []), world.scene.homes[user]];
  const view = candidates.find((each) => each?.id === viewId);
  if (view === undefined) throw new Error(`${user} has no open view ${viewId}`);
  return view;
}

function actionOf(world: World, blocks: readonly LooseBlock[], act: Click): object {
  const placed = elementsOf(blocks);
  const found = placed.find(
    (each) => each.element.action_id === act.actionId && (act.blockId ?? each.blockId) === each.blockId,
  );
  const element = found?.element ?? act.element;
  if (element === undefined) {
    throw new Error(
      `No element ${act.actionId}. There are: ${placed.map((each) => each.element.action_id).join(', ')}`,
    );
  }
  return {
    type: element.type,
    action_id: act.actionId,
    block_id: found?.blockId ?? act.blockId ?? '',
    ...chosenOf(element, act),
    action_ts: nextTs(world),
  };
}

function chosenOf(element: Element, act: Click): object {
  if (act.chosen !== undefined) return act.chosen;
  if (element.type === 'button') {
    const value = act.value ?? element.value;
    const style = element.style === undefined ? {} : { style: element.style };
    return { text: element.text, ...(value === undefined ? {} : { value }), ...style };
  }
  if (element.type === 'users_select') return { selected_user: act.value ?? null };
  const option = optionsOf(element).find((each) => each.value === act.value || each.text?.text === act.value);
  return { selected_option: option ?? { value: act.value, text: { type: 'plain_text', text: act.value ?? '' } } };
}

function complain(
  world: World,
  user: string,
  ack: Ack,
  place: { channel?: string; messageTs?: string; viewId?: string; actionId: string },
): void {
  if (ack.outcome === 'acked') return;
  notify(world, user, `${world.scene.app.name} didn’t respond. Try again.`, place);
}
