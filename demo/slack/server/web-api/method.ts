import type { Args } from '../arguments.ts';
import type { World } from '../world.ts';

/** One Web API method: what it needs and what it does. */
export interface Method {
  /** The bot scope without which it answers `missing_scope`. */
  readonly scope?: string;
  /** Whether it wants the app-level token instead of the bot's. */
  readonly appToken?: true;
  /** Slack's limit per minute: tier 2 is 20, tier 3 is 50, tier 4 is 100. */
  readonly perMinute: number;
  /** Returns the answer's fields besides `ok`. Throws SlackRefusal or TooManyRequests. */
  readonly run: (world: World, args: Args) => object;
}

export type Methods = Readonly<Record<string, Method>>;
