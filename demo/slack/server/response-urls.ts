import { randomBytes } from 'node:crypto';
import type { SlackMessage } from '../shapes.ts';
import { type Args, flag, optionalText } from './arguments.ts';
import { fromBot, post, postEphemeral, readContent } from './posting.ts';
import { SlackRefusal } from './refusal.ts';
import { show, type World } from './world.ts';

/** The right to answer one command or click without a token. */
export interface ResponseUrl {
  readonly user: string;
  readonly channel: string;
  /** The message whose button was clicked. */
  readonly message?: SlackMessage;
  /** Milliseconds since 1970. */
  readonly givenAt: number;
  uses: number;
}

const mostUses = 5;

/** A new response_url: 5 uses within 30 minutes. */
export function giveResponseUrl(world: World, user: string, channel: string, message?: SlackMessage): string {
  const key = randomBytes(12).toString('base64url');
  const target = { user, channel, givenAt: world.now(), uses: 0 };
  world.responseUrls.set(key, message === undefined ? target : { ...target, message });
  return `${world.baseUrl}/response/${key}`;
}

/** Carries out one use of a response_url. Throws `expired_url`, `used_url` and the errors of posting. */
export function useResponseUrl(world: World, key: string, args: Args): void {
  const target = world.responseUrls.get(key);
  if (target === undefined || world.now() - target.givenAt > world.timing.responseUrlMs) {
    throw new SlackRefusal('expired_url');
  }
  if (target.uses >= mostUses) throw new SlackRefusal('used_url');
  target.uses += 1;
  respond(world, target, args);
}

/** Shows what the app answers to a command or click: by response_url or in the acknowledgement itself. */
export function respond(world: World, target: Omit<ResponseUrl, 'givenAt' | 'uses'>, args: Args): void {
  const original = target.message;
  if (flag(args, 'delete_original') && original !== undefined) {
    removeOriginal(world, original);
    return;
  }
  const content = readContent(args);
  if (flag(args, 'replace_original') && original !== undefined) {
    const { blocks: _blocks, ...rest } = current(world, original);
    show(world, { type: 'message', message: { ...rest, ...content } });
    return;
  }
  const thread = optionalText(args, 'thread_ts');
  const place = { channel: target.channel, ...(thread === undefined ? {} : { thread_ts: thread }) };
  if (optionalText(args, 'response_type') === 'in_channel') post(world, { ...place, ...fromBot(world), ...content });
  else postEphemeral(world, { ...place, ephemeralFor: target.user, ...content });
}

function current(world: World, message: SlackMessage): SlackMessage {
  const { ts, ephemeralFor } = message;
  const same = (each: SlackMessage) =>
    each.ts === ts && each.channel === message.channel && each.ephemeralFor === ephemeralFor;
  return world.scene.messages.find(same) ?? message;
}

function removeOriginal(world: World, message: SlackMessage): void {
  const { channel, ts, ephemeralFor } = message;
  show(world, { type: 'message-removed', channel, ts, ...(ephemeralFor === undefined ? {} : { ephemeralFor }) });
}
