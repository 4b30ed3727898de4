import { App, LogLevel, SocketModeReceiver } from '@slack/bolt';
import type { LocalSlack } from '../../../demo/slack/client.ts';
import { fieldOf } from '../../../demo/slack/limit-checks.ts';
import { demoChannels, demoPeople, demoWorkspace } from '../../../demo/slack/preset.ts';
import type { Manifest } from '../../../demo/slack/shapes.ts';

export const ops = demoChannels.operations.id;
export const sam = demoPeople.onCall.id;
export const dana = demoPeople.lead.id;

/** The manifest of the small app that the tests of the local Slack drive. */
export const tinyManifest: Manifest = {
  display_information: { name: 'Tiny' },
  features: {
    bot_user: { display_name: 'Tiny' },
    slash_commands: [
      { command: '/order', description: 'Order something', usage_hint: '[what]', should_escape: true },
      { command: '/form', description: 'Open the form' },
      { command: '/silent', description: 'Never acknowledged' },
    ],
    shortcuts: [{ name: 'Note it', type: 'message', callback_id: 'note', description: 'Keep a note' }],
  },
  oauth_config: {
    scopes: {
      bot: [
        'chat:write',
        'channels:read',
        'channels:history',
        'users:read',
        'usergroups:read',
        'files:write',
        'im:write',
      ],
    },
  },
  settings: {
    event_subscriptions: { bot_events: ['message.channels', 'app_mention', 'app_home_opened', 'reaction_added'] },
  },
};

export const tinyWorkspace = demoWorkspace(tinyManifest);

const form = (title: string) => ({
  type: 'modal' as const,
  callback_id: 'form',
  title: { type: 'plain_text' as const, text: title },
  submit: { type: 'plain_text' as const, text: 'Send' },
  notify_on_close: true,
  blocks: [
    {
      type: 'input' as const,
      block_id: 'what',
      label: { type: 'plain_text' as const, text: 'What' },
      element: { type: 'plain_text_input' as const, action_id: 'text' },
    },
    {
      type: 'input' as const,
      block_id: 'size',
      optional: true,
      label: { type: 'plain_text' as const, text: 'Size' },
      element: {
        type: 'static_select' as const,
        action_id: 'size',
        options: ['small', 'large'].map((size) => ({ text: { type: 'plain_text' as const, text: size }, value: size })),
      },
    },
  ],
});

/** What the app has heard, in order. */
export interface Heard {
  readonly actions: { user: string; value: string | undefined; ephemeral: boolean }[];
  readonly submissions: Record<string, unknown>[];
  readonly events: { type: string; text?: string }[];
  closed: number;
}

/** Lets the real Bolt app answer commands, clicks, forms, shortcuts and events in the simplest way. */
export function listenTo(app: App): Heard {
  const heard: Heard = { actions: [], submissions: [], events: [], closed: 0 };
  app.command('/order', async ({ ack, command, respond, client }) => {
    await ack();
    await respond(`You ordered ${command.text}`);
    await client.chat.postMessage({
      channel: command.channel_id,
      text: `Order: ${command.text}`,
      blocks: [
        { type: 'section', text: { type: 'mrkdwn', text: `*Order*: ${command.text}` } },
        {
          type: 'actions',
          elements: [
            { type: 'button', action_id: 'approve', value: '1', text: { type: 'plain_text', text: 'Approve' } },
          ],
        },
      ],
      metadata: { event_type: 'order', event_payload: { id: 7 } },
    });
  });
  app.command('/form', async ({ ack, body, client }) => {
    await ack();
    const { view } = await client.views.open({ trigger_id: body.trigger_id, view: form('Loading') });
    await client.views.update({ view_id: view?.id ?? '', hash: view?.hash ?? '', view: form('Ready') });
  });
  app.command('/silent', async () => undefined);
  app.action('approve', async ({ ack, body, action, respond }) => {
    await ack();
    const ephemeral = body.type === 'block_actions' && fieldOf(body.container, 'is_ephemeral') === true;
    heard.actions.push({ user: body.user.id, value: 'value' in action ? String(action.value) : undefined, ephemeral });
    await respond({ text: `Thanks, ${body.user.id}`, replace_original: false });
  });
  app.view('form', async ({ ack, view }) => {
    const what = fieldOf(fieldOf(fieldOf(view.state.values, 'what'), 'text'), 'value');
    if (what === 'bad') return ack({ response_action: 'errors', errors: { what: 'Not that.' } });
    heard.submissions.push(view.state.values);
    if (what === 'more') return ack({ response_action: 'push', view: form('More') });
    return ack();
  });
  app.view({ callback_id: 'form', type: 'view_closed' }, async ({ ack }) => {
    heard.closed += 1;
    await ack();
  });
  app.shortcut('note', async ({ ack, shortcut, client }) => {
    await ack();
    if (shortcut.type !== 'message_action') return;
    await client.chat.postEphemeral({
      channel: shortcut.channel.id,
      user: shortcut.user.id,
      text: `Noted ${shortcut.message_ts}`,
    });
  });
  app.event('app_mention', async ({ event }) => void heard.events.push({ type: 'app_mention', text: event.text }));
  app.event('reaction_added', async ({ event }) => void heard.events.push({ type: event.reaction }));
  app.event('message', async () => void heard.events.push({ type: 'message' }));
  app.event('app_home_opened', async ({ event, client }) => {
    const blocks = [{ type: 'section' as const, text: { type: 'mrkdwn' as const, text: 'At home' } }];
    await client.views.publish({ user_id: event.user, view: { type: 'home', blocks } });
  });
  return heard;
}

/** A running Bolt app in Socket Mode against the local Slack. */
export async function startTinyApp(
  slack: LocalSlack,
): Promise<{ heard: Heard; app: App; stop: () => Promise<unknown> }> {
  const receiver = new SocketModeReceiver({
    appToken: slack.appToken,
    logLevel: LogLevel.ERROR,
    clientPingTimeout: 200,
    installerOptions: { clientOptions: { slackApiUrl: slack.apiUrl } },
  });
  const app = new App({
    token: slack.botToken,
    receiver,
    logLevel: LogLevel.ERROR,
    clientOptions: { slackApiUrl: slack.apiUrl, retryConfig: { retries: 0 }, timeout: 2000 },
  });
  const heard = listenTo(app);
  await app.start();
  return { heard, app, stop: () => app.stop() };
}
