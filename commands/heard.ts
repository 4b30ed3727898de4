import type {
  AllMiddlewareArgs,
  BlockAction,
  MessageShortcut,
  RespondFn,
  SlackActionMiddlewareArgs,
  SlackCommandMiddlewareArgs,
  SlackShortcutMiddlewareArgs,
  SlackViewMiddlewareArgs,
  ViewSubmitAction,
} from '@slack/bolt';
import { z } from 'zod';
import { PersonId } from '../src/domain/ids.ts';
import type { Asking } from '../src/services/use-cases.ts';

export type SlackClient = AllMiddlewareArgs['client'];

/** Who spoke to us, and how to answer only them. */
export interface Heard {
  readonly asking: Asking;
  readonly client: SlackClient;
  /** Where they were when they asked; null in the Home tab. */
  readonly channel: string | null;
  readonly thread: string | null;
  /** The right to open one form within three seconds. */
  readonly triggerId: string | null;
  /** A nicety: five uses in thirty minutes, without retry. */
  readonly respond: RespondFn | null;
}

/** A slash command. Its trigger id is unique, so it is the key by which a repeat is known. */
export function heardCommand({ command, client, respond }: SlackCommandMiddlewareArgs & AllMiddlewareArgs): Heard {
  return {
    asking: { person: PersonId.parse(command.user_id), once: `command:${command.trigger_id}` },
    client,
    channel: command.channel_id,
    thread: null,
    triggerId: command.trigger_id,
    respond,
  };
}

/** A pressed button or a choice in a form. */
export function heardPress({
  body,
  action,
  client,
  respond,
}: SlackActionMiddlewareArgs<BlockAction> & AllMiddlewareArgs): Heard {
  const where = pressedIn(body);
  const once = ['press', where.stands, action.action_id, action.action_ts, body.user.id].join(':');
  return {
    asking: { person: PersonId.parse(body.user.id), once },
    client,
    channel: where.channel,
    thread: where.thread,
    triggerId: body.trigger_id,
    respond: respond ?? null,
  };
}

const Container = z.looseObject({
  message_ts: z.string().optional(),
  thread_ts: z.string().optional(),
  channel_id: z.string().optional(),
  view_id: z.string().optional(),
});

function pressedIn(body: BlockAction): { stands: string; channel: string | null; thread: string | null } {
  const container = Container.safeParse(body.container).data ?? {};
  return {
    stands: container.message_ts ?? container.view_id ?? 'nowhere',
    channel: body.channel?.id ?? container.channel_id ?? null,
    thread: container.thread_ts ?? null,
  };
}

/** A shortcut in a message's menu, heard also where we are not in the channel: then only its URL can answer. */
export function heardShortcut({
  shortcut,
  client,
  respond,
}: SlackShortcutMiddlewareArgs<MessageShortcut> & AllMiddlewareArgs): Heard {
  return {
    asking: { person: PersonId.parse(shortcut.user.id), once: `shortcut:${shortcut.trigger_id}` },
    client,
    channel: shortcut.channel.id,
    thread: typeof shortcut.message['thread_ts'] === 'string' ? shortcut.message['thread_ts'] : null,
    triggerId: shortcut.trigger_id,
    respond: respond ?? null,
  };
}

/** A submitted form; `from` is what it carried since it was opened. */
export function heardForm(
  { body, view, client }: SlackViewMiddlewareArgs<ViewSubmitAction> & AllMiddlewareArgs,
  from: { readonly channel: string | null; readonly thread: string | null },
): Heard {
  return {
    asking: { person: PersonId.parse(body.user.id), once: `form:${view.id}:${view.hash}` },
    client,
    channel: from.channel,
    thread: from.thread,
    triggerId: null,
    respond: null,
  };
}
