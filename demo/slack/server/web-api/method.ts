import { type Args, optionalText } from '../arguments.ts';
import type { World } from '../world.ts';

/** One Web API method: what it needs and what it does. */
export interface Method {
  /** The bot scope without which it answers `missing_scope`; several are separated by commas, and one is enough. */
  readonly scope?: string | ((world: World, args: Args) => string);
  /** Whether it wants the app-level token instead of the bot's. */
  readonly appToken?: true;
  /** Slack's limit per minute: tier 2 is 20, tier 3 is 50, tier 4 is 100. */
  readonly perMinute: number;
  /** Returns the answer's fields besides `ok`. Throws SlackRefusal or TooManyRequests. */
  readonly run: (world: World, args: Args) => object;
}

/** A scope that depends on the kind of the conversation it is used on, such as `im:history`. */
export function scopeByKind(right: 'read' | 'history'): (world: World, args: Args) => string {
  return (world, args) => {
    const id = optionalText(args, 'channel');
    const channel = world.scene.channels.find((each) => each.id === id);
    if (channel?.directWith !== undefined) return `im:${right}`;
    return channel?.isPrivate === true ? `groups:${right}` : `channels:${right}`;
  };
}

export type Methods = Readonly<Record<string, Method>>;
