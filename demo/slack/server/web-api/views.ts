import { type Args, json, optionalText, text } from '../arguments.ts';
import { personOf } from '../lookup.ts';
import { SlackRefusal } from '../refusal.ts';
import { exchangeTrigger } from '../triggers.ts';
import { keepView, openView, pushView, readView, updateView } from '../views.ts';
import { show, type World } from '../world.ts';
import type { Methods } from './method.ts';

function open(world: World, args: Args): object {
  const view = readView(json(args, 'view'), 'modal');
  return { view: openView(world, exchangeTrigger(world, text(args, 'trigger_id')), view) };
}

function push(world: World, args: Args): object {
  const view = readView(json(args, 'view'), 'modal');
  return { view: pushView(world, exchangeTrigger(world, text(args, 'trigger_id')), view) };
}

function update(world: World, args: Args): object {
  const id = optionalText(args, 'view_id') ?? text(args, 'external_id');
  return { view: updateView(world, id, readView(json(args, 'view'), 'modal'), optionalText(args, 'hash')) };
}

function publish(world: World, args: Args): object {
  const user = personOf(world, text(args, 'user_id')).id;
  const sent = readView(json(args, 'view'), 'home');
  const former = world.scene.homes[user];
  const hash = optionalText(args, 'hash');
  if (hash !== undefined && hash !== former?.hash) throw new SlackRefusal('hash_conflict');
  const view = keepView(world, sent, former);
  show(world, { type: 'home', user, view });
  return { view };
}

/** Modals and the Home tab. */
export const viewMethods: Methods = {
  'views.open': { perMinute: 100, run: open },
  'views.push': { perMinute: 100, run: push },
  'views.update': { perMinute: 100, run: update },
  'views.publish': { perMinute: 100, run: publish },
};
