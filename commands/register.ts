import type {
  AllMiddlewareArgs,
  App,
  BlockAction,
  MessageShortcut,
  SlackActionMiddlewareArgs,
  SlackShortcutMiddlewareArgs,
  SlackViewMiddlewareArgs,
  ViewSubmitAction,
} from '@slack/bolt';
import { drawOldButton, drawRefusal } from '../blocks/refusal.ts';
import { attend, whisper } from './answer.ts';
import { readFormClaim } from './claims.ts';
import type { Desk } from './desk.ts';
import { heardCommand, heardForm, heardPress, heardShortcut } from './heard.ts';
import { showHome } from './home.ts';
import { type InTurn, workInTurn } from './in-turn.ts';
import { addByReaction } from './messages/add-by-reaction.ts';
import { type AskOurselves, askOurselves } from './messages/ourselves.ts';
import { formHandlerOf, pressHandler, registry, shortcutHandler } from './registry.ts';

type PressArgs = SlackActionMiddlewareArgs<BlockAction> & AllMiddlewareArgs;
type ShortcutArgs = SlackShortcutMiddlewareArgs<MessageShortcut> & AllMiddlewareArgs;
type FormArgs = SlackViewMiddlewareArgs<ViewSubmitAction> & AllMiddlewareArgs;

/**
 * Lets an app hear everything in the registry. Each request is acknowledged before anything else is done. Bolt calls
 * every listener that matches, so one listener per kind dispatches by the table: a catch-all beside others would answer
 * twice.
 */
export function registerCommands(app: App, desk: Desk): void {
  const inTurn = workInTurn();
  const ourselves = askOurselves();
  for (const [name, verb] of Object.entries(registry.commands)) {
    app.command(name, async (args) => {
      await acknowledge(desk, args.ack);
      const heard = heardCommand(args);
      const { text } = args.command;
      await inTurn(() => attend(desk, heard, () => verb(desk, heard, text ?? ''), text));
    });
  }
  app.action<BlockAction>({ type: 'block_actions', action_id: /.*/ }, (args) => hearPress(desk, inTurn, args));
  app.view<ViewSubmitAction>({ type: 'view_submission', callback_id: /.*/ }, (args) => hearForm(desk, inTurn, args));
  app.shortcut<MessageShortcut>({ type: 'message_action', callback_id: /.*/ }, (args) =>
    hearShortcut({ desk, inTurn, ourselves }, args),
  );
  app.event('reaction_added', ({ event, client }) => inTurn(() => addByReaction(desk, client, event, ourselves)));
  app.event('app_home_opened', async ({ event, client }) => {
    if (event.tab !== 'home') return;
    // Bolt has acknowledged already; a crash here loses a drawing that the next opening makes again.
    await showHome(desk, client, { person: event.user, page: 1, isFirst: event.view === undefined });
  });
  app.error(async (error) => {
    desk.log.error({ error }, 'Slack sent something that could not be handled');
  });
}

async function hearPress(desk: Desk, inTurn: InTurn, args: PressArgs): Promise<void> {
  await acknowledge(desk, args.ack);
  const heard = heardPress(args);
  const handler = pressHandler(args.action.action_id);
  const work = async () => {
    if (handler === null) return whisper(desk, heard, drawOldButton());
    await handler(desk, heard, { action: args.action, body: args.body });
  };
  await inTurn(() => attend(desk, heard, work));
}

async function hearShortcut(
  given: { readonly desk: Desk; readonly inTurn: InTurn; readonly ourselves: AskOurselves },
  args: ShortcutArgs,
): Promise<void> {
  const { desk, inTurn, ourselves } = given;
  await acknowledge(desk, args.ack);
  const heard = heardShortcut(args);
  const handler = shortcutHandler(args.shortcut.callback_id);
  const work = async () => {
    if (handler === null) return whisper(desk, heard, drawOldButton());
    await handler(desk, heard, { shortcut: args.shortcut, ourselves });
  };
  await inTurn(() => attend(desk, heard, work));
}

async function hearForm(desk: Desk, inTurn: InTurn, args: FormArgs): Promise<void> {
  const { ack, view } = args;
  const handler = formHandlerOf(view.callback_id);
  const claim = readFormClaim(view.private_metadata);
  const heard = heardForm(args, {
    channel: claim === null || claim.channel === '' ? null : claim.channel,
    thread: claim?.thread ?? null,
  });
  if (handler === null || claim === null) {
    await acknowledge(desk, ack);
    return whisper(desk, heard, drawRefusal([oldForm]));
  }
  const read = handler.read(desk, view.state.values, claim);
  if (read.kind === 'mistakes') {
    await acknowledge(desk, () => ack({ response_action: 'errors', errors: { ...read.errors } }));
    return;
  }
  await acknowledge(desk, ack);
  const work = () => handler.carryOut(desk, heard, read.filled, claim);
  await inTurn(() => attend(desk, heard, work, handler.written(read.filled)));
}

const oldForm = {
  code: 'bad-input',
  say: 'This form is not one that the Recourse that runs now has opened.',
  hint: 'Please open it again and send it once more.',
} as const;

/** A lost acknowledgement is only a lost acknowledgement: what the person asked for has been heard, and is done once. */
async function acknowledge(desk: Desk, ack: () => Promise<void>): Promise<void> {
  try {
    await ack();
  } catch (error) {
    desk.log.warn({ cause: String(error) }, 'an acknowledgement did not reach Slack');
  }
}
