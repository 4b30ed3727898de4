import { SlackRefusal } from './refusal.ts';
import { newId, type World } from './world.ts';

/** The right to open one modal, given with each command, click and shortcut. */
export interface Trigger {
  readonly user: string;
  /** Milliseconds since 1970. */
  readonly givenAt: number;
  exchanged: boolean;
}

/** A new trigger id for what a person has just done. */
export function giveTrigger(world: World, user: string): string {
  const id = `${world.now()}.${newId('')}.${newId('').toLowerCase()}`;
  world.triggers.set(id, { user, givenAt: world.now(), exchanged: false });
  return id;
}

/** Exchanges a trigger id for the person who caused it. It lives 3 s and works once. */
export function exchangeTrigger(world: World, id: string): string {
  const trigger = world.triggers.get(id);
  if (trigger === undefined) throw new SlackRefusal('invalid_trigger_id');
  if (trigger.exchanged) throw new SlackRefusal('exchanged_trigger_id');
  if (world.now() - trigger.givenAt > world.timing.triggerMs) throw new SlackRefusal('expired_trigger_id');
  trigger.exchanged = true;
  return trigger.user;
}
