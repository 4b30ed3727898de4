import { randomBytes } from 'node:crypto';
import { checkMessageBlocks, longestPostedText } from '../limits.ts';
import type { LooseBlock, SlackMessage } from '../shapes.ts';
import { type Args, json, optionalText } from './arguments.ts';
import { messageOf, repliesOf } from './lookup.ts';
import { refuseMistakes, SlackRefusal } from './refusal.ts';
import { nextTs, show, type World } from './world.ts';

/** What a message says: its text and blocks, checked against Slack's limits. */
export interface Content {
  readonly text: string;
  readonly blocks?: readonly LooseBlock[];
  readonly metadata?: { readonly event_type: string; readonly event_payload: unknown };
}

const largestMetadata = 16_000;

/** Reads and checks `text`, `blocks` and `metadata`. Throws `no_text`, `invalid_blocks` and their kin. */
export function readContent(args: Args): Content {
  const text = (optionalText(args, 'text') ?? '').slice(0, longestPostedText);
  const blocks = readBlocks(args);
  const metadata = readMetadata(args);
  if (text === '' && blocks === undefined) throw new SlackRefusal('no_text');
  return { text, ...(blocks === undefined ? {} : { blocks }), ...(metadata === undefined ? {} : { metadata }) };
}

/** Reads and checks `blocks`, giving each one an id; undefined when there are none. */
function readBlocks(args: Args): readonly LooseBlock[] | undefined {
  const value = json(args, 'blocks');
  if (value === undefined) return undefined;
  if (!Array.isArray(value)) throw new SlackRefusal('invalid_blocks_format');
  const mistakes = checkMessageBlocks(value);
  if (mistakes.length > 0) throw refuseMistakes('invalid_blocks', mistakes);
  return value.length === 0 ? undefined : withBlockIds(value as LooseBlock[]);
}

function readMetadata(args: Args): Content['metadata'] {
  const value = json(args, 'metadata') as { event_type?: unknown; event_payload?: unknown } | undefined;
  if (value === undefined) return undefined;
  if (typeof value.event_type !== 'string' || typeof value.event_payload !== 'object') {
    throw new SlackRefusal('invalid_metadata_format');
  }
  if (JSON.stringify(value).length > largestMetadata) throw new SlackRefusal('metadata_too_large');
  return { event_type: value.event_type, event_payload: value.event_payload };
}

/** Gives a block id to each block that lacks one, and an action id to each element that lacks one, as Slack does. */
export function withBlockIds(blocks: readonly LooseBlock[]): LooseBlock[] {
  return blocks.map((block) => {
    const named = { ...block, block_id: block.block_id ?? shortId() };
    const { elements } = block;
    if (block.type !== 'actions' || !Array.isArray(elements)) return named;
    return { ...named, elements: elements.map((each) => ({ action_id: shortId(), ...each })) };
  });
}

function shortId(): string {
  return randomBytes(4).toString('base64url').slice(0, 5);
}

/** Posts a message of the bot, or of `user`, and counts it in its thread. Returns it as it now stands. */
export function post(world: World, message: Omit<SlackMessage, 'type' | 'ts'>): SlackMessage {
  const posted: SlackMessage = { type: 'message', ts: nextTs(world), ...message };
  if (posted.thread_ts !== undefined) {
    const parent = messageOf(world, posted.channel, posted.thread_ts);
    if (parent.thread_ts !== undefined && parent.thread_ts !== parent.ts) {
      throw new SlackRefusal('cannot_reply_to_message');
    }
    show(world, { type: 'message', message: { ...posted, parent_user_id: parent.user } });
    countReplies(world, parent);
  } else {
    show(world, { type: 'message', message: posted });
  }
  return posted;
}

/** Writes the number of replies and their authors on a thread's first message. */
export function countReplies(world: World, parent: SlackMessage): void {
  const replies = repliesOf(world, parent.channel, parent.ts);
  const { thread_ts: _ts, reply_count: _count, reply_users: _users, latest_reply: _latest, ...alone } = parent;
  const last = replies.at(-1);
  const thread =
    last === undefined
      ? {}
      : {
          thread_ts: parent.ts,
          reply_count: replies.length,
          reply_users: [...new Set(replies.map((reply) => reply.user))],
          latest_reply: last.ts,
        };
  show(world, { type: 'message', message: { ...alone, ...thread } });
}

/** The fields that every message of the bot carries. */
export function fromBot(world: World): { user: string; bot_id: string; app_id: string } {
  const { app } = world.scene;
  return { user: app.botUserId, bot_id: app.botId, app_id: app.id };
}

/** Shows a message to one person only. The sender is the bot unless Slack itself speaks. */
export function postEphemeral(
  world: World,
  message: { channel: string; ephemeralFor: string; thread_ts?: string } & Content,
  sender: { user: string; bot_id?: string; app_id?: string } = fromBot(world),
): SlackMessage {
  const shown: SlackMessage = { type: 'message', subtype: 'ephemeral', ts: nextTs(world), ...sender, ...message };
  show(world, { type: 'message', message: shown });
  return shown;
}

/** Slack's own assistant, who tells people what went wrong with a command. */
export const slackbot = { user: 'USLACKBOT' };
