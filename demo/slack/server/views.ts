import { randomBytes } from 'node:crypto';
import { checkView, deepestViewStack } from '../limits.ts';
import type { LooseBlock, SlackView, StateValues } from '../shapes.ts';
import { withBlockIds } from './posting.ts';
import { refuseMistakes, SlackRefusal } from './refusal.ts';
import { newId, show, type World } from './world.ts';

/** A view as an app sends it, after the limits have been checked. */
type SentView = Pick<SlackView, 'type' | 'blocks'> & Partial<SlackView>;

/** Checks a view against Slack's limits. Throws `invalid_arguments` with one message per mistake. */
export function readView(value: unknown, type: 'modal' | 'home'): SentView {
  const mistakes = checkView(value);
  if (mistakes.length > 0) throw refuseMistakes('invalid_arguments', mistakes);
  const view = value as SentView;
  if (view.type !== type)
    throw refuseMistakes('invalid_arguments', [`must be a ${type} view [json-pointer:/view/type]`]);
  if (JSON.stringify(view).length > 250_000) throw new SlackRefusal('view_too_large');
  return view;
}

/** A view as Slack keeps it: with id, hash, block ids and defaults. `former` is the view that it replaces. */
export function keepView(world: World, sent: SentView, former?: SlackView, below?: SlackView): SlackView {
  const id = former?.id ?? newId('V');
  const { team, app } = world.scene;
  return {
    id,
    team_id: team.id,
    app_id: app.id,
    bot_id: app.botId,
    type: sent.type,
    ...(sent.title === undefined ? {} : { title: sent.title }),
    ...(sent.submit === undefined ? {} : { submit: sent.submit }),
    ...(sent.close === undefined ? {} : { close: sent.close }),
    blocks: withBlockIds(sent.blocks as LooseBlock[]),
    private_metadata: sent.private_metadata ?? '',
    callback_id: sent.callback_id ?? '',
    external_id: sent.external_id ?? '',
    state: former?.state ?? { values: {} },
    hash: `${Math.floor(world.now() / 1000)}.${randomBytes(4).toString('hex')}`,
    clear_on_close: sent.clear_on_close ?? false,
    notify_on_close: sent.notify_on_close ?? false,
    root_view_id: former?.root_view_id ?? below?.root_view_id ?? id,
    previous_view_id: former?.previous_view_id ?? below?.id ?? null,
  };
}

/** Opens a modal in front of a person, in place of any that is open. */
export function openView(world: World, user: string, sent: SentView): SlackView {
  const view = keepView(world, sent);
  show(world, { type: 'modals', user, views: [view] });
  return view;
}

/** Puts a modal on top of the open ones. Throws `push_limit_reached` above three. */
export function pushView(world: World, user: string, sent: SentView): SlackView {
  const stack = world.scene.modals[user] ?? [];
  if (stack.length >= deepestViewStack) throw new SlackRefusal('push_limit_reached');
  const view = keepView(world, sent, undefined, stack.at(-1));
  show(world, { type: 'modals', user, views: [...stack, view] });
  return view;
}

/** Replaces an open modal, keeping its id. A stale hash is a `hash_conflict`. */
export function updateView(world: World, id: string, sent: SentView, hash?: string): SlackView {
  const { user, view: former } = modalOf(world, id);
  if (hash !== undefined && hash !== former.hash) throw new SlackRefusal('hash_conflict');
  const view = keepView(world, sent, former);
  replaceModal(world, user, view);
  return view;
}

/** Finds an open modal by id or external id. Throws `not_found`. */
export function modalOf(world: World, id: string): { user: string; view: SlackView } {
  for (const [user, views] of Object.entries(world.scene.modals)) {
    const view = views.find((each) => each.id === id || (each.external_id !== '' && each.external_id === id));
    if (view !== undefined) return { user, view };
  }
  throw new SlackRefusal('not_found');
}

/** Remembers what a person has entered in an open modal, without telling anyone. */
export function withState(view: SlackView, values: StateValues): SlackView {
  return { ...view, state: { values } };
}

/** Puts a new version of an open modal in its place. */
export function replaceModal(world: World, user: string, view: SlackView): void {
  const views = (world.scene.modals[user] ?? []).map((each) => (each.id === view.id ? view : each));
  show(world, { type: 'modals', user, views });
}

/** Takes a modal away, and with it those on top of it; all of them with `clear`. */
export function closeModal(world: World, user: string, id: string, clear = false): void {
  const stack = world.scene.modals[user] ?? [];
  const index = stack.findIndex((each) => each.id === id);
  show(world, { type: 'modals', user, views: clear ? [] : stack.slice(0, Math.max(0, index)) });
}
