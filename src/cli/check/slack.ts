import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { SlackLog } from '../../adapters/slack/slack-log.ts';
import { toChatTrouble } from '../../adapters/slack/trouble.ts';
import { makeWebClient } from '../../adapters/slack/web-client.ts';
import type { SlackAccess } from '../../config/settings.ts';
import type { Secret } from '../../domain/secret.ts';
import { failed, once, passed, perService, type Seen, skipped } from './probe.ts';

const Manifest = z.object({ oauth_config: z.object({ scopes: z.object({ bot: z.array(z.string()) }) }) });
const AuthTest = z.object({
  team: z.string(),
  user: z.string(),
  response_metadata: z
    .object({ scopes: z.array(z.string()) })
    .partial()
    .optional(),
});

/** What goes wrong here is a finding; Slack's library need not say it a second time. */
export const silentLog: SlackLog = { info: () => undefined, warn: () => undefined, error: () => undefined };

function clientOf({ apiUrl, botToken }: SlackAccess, token: Secret = botToken) {
  return makeWebClient(token.reveal(), { apiUrl, log: silentLog });
}

/** The bot's token works and has the scopes of manifest.json; the app's token opens a socket. */
export const slackProbe = once('slack', async ({ slack, slackMistakes }) => {
  if (slack === null) return slackMistakes.map((mistake) => failed(mistake, 'Put it into .env.'));
  const findings = await lookAtBot(slack).catch((error: unknown) => [
    failed(`the bot token: ${toChatTrouble(error).reason}`, hintFor(error)),
  ]);
  if (slack.mode.kind === 'http') {
    return [...findings, passed(`signed requests are awaited on port ${slack.mode.port}`)];
  }
  const socket = await clientOf(slack, slack.mode.appToken)
    .apps.connections.open()
    .then(() => passed('the app token opens a socket'))
    .catch((error: unknown) =>
      failed(
        `the app token: ${toChatTrouble(error).reason}`,
        'It needs connections:write: "Basic Information" → "App-Level Tokens".',
      ),
    );
  return [...findings, socket];
});

async function lookAtBot(slack: SlackAccess): Promise<Seen[]> {
  const answer = AuthTest.parse(await clientOf(slack).auth.test());
  const wanted = Manifest.parse(JSON.parse(readFileSync(new URL('../../../manifest.json', import.meta.url), 'utf8')));
  const granted = answer.response_metadata?.scopes;
  const who = passed(`${answer.user} in ${answer.team}`);
  if (granted === undefined) return [who, skipped('Slack did not say which scopes the token has')];
  const lacking = wanted.oauth_config.scopes.bot.filter((scope) => !granted.includes(scope));
  if (lacking.length === 0)
    return [who, passed(`all ${wanted.oauth_config.scopes.bot.length} scopes of manifest.json`)];
  const hint = 'Update the app from manifest.json and install it again.';
  return [who, failed(`the bot token lacks ${lacking.join(', ')}`, hint)];
}

/** The bot can read and post where the service's incidents are run. */
export const channelProbe = perService('channel', async (service, ground) => {
  const { slack } = ground;
  if (slack === null) return [skipped('Slack is not configured')];
  return clientOf(slack)
    .conversations.history({ channel: service.channel, limit: 1 })
    .then(() => [passed(`the bot is in ${service.channel}`)])
    .catch((error: unknown) => [
      failed(
        `${service.channel}: ${toChatTrouble(error).reason}`,
        channelHints[toChatTrouble(error).reason] ?? hintFor(error),
      ),
    ]);
});

const channelHints: Readonly<Record<string, string>> = {
  not_in_channel: 'Invite the bot: /invite @Recourse in that channel.',
  channel_not_found:
    'Check the id (channel name → "About" → bottom). A private channel shows only once the bot is invited.',
};

function hintFor(error: unknown): string {
  const reason = toChatTrouble(error).reason;
  if (reason === 'missing_scope') return 'Update the app from manifest.json and install it again.';
  if (/auth|token|account/.test(reason)) return 'Copy the token again from api.slack.com/apps and put it into .env.';
  return 'Check that this machine reaches Slack (or SLACK_API_URL), then try again.';
}
