import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, describe } from 'vitest';
import { drawCard } from '../../../blocks/card.ts';
import type { DeskLog } from '../../../commands/desk.ts';
import { registerCommands } from '../../../commands/register.ts';
import type { Acting } from '../../../demo/slack/acting.ts';
import { type LocalSlack, startLocalSlack } from '../../../demo/slack/client.ts';
import { demoChannels, demoPeople, demoWorkspace } from '../../../demo/slack/preset.ts';
import type { SlackMessage } from '../../../demo/slack/shapes.ts';
import { slackChat } from '../../../src/adapters/slack/chat.ts';
import { createSlackApp, type SlackApp } from '../../../src/adapters/slack/create-app.ts';
import { makeWebClient } from '../../../src/adapters/slack/web-client.ts';
import { ChannelId, PersonId } from '../../../src/domain/ids.ts';
import { Secret } from '../../../src/domain/secret.ts';
import type { Chat } from '../../../src/ports/chat.ts';
import { factsOf, reader, storyLoss } from '../../blocks/support/facts.ts';
import { type RecordingUseCases, recordingUseCases } from '../../commands/support/recording-use-cases.ts';
import { deciding, policy } from '../../support/incident-builder.ts';

export const ops = demoChannels.operations.id;
export const { onCall: sam, lead: dana, cto: alex, bystander: robin } = demoPeople;

const roles = {
  'team-lead': [PersonId.parse(dana.id)],
  cto: [PersonId.parse(alex.id)],
  'on-call': [PersonId.parse(sam.id)],
};
export const service = policy({ authority: { roles } });
const resolved = { roster: roles, unresolved: [] };

/** The real app, the real commands and the local Slack; only the use cases are a recording. */
export interface Bot {
  readonly slack: LocalSlack;
  readonly app: SlackApp;
  /** In HTTP mode. */
  readonly port: number | null;
  readonly useCases: RecordingUseCases;
  readonly logged: { readonly level: string; readonly facts: object; readonly message: string }[];
  close(): Promise<void>;
}

export async function startBot(mode: 'socket' | 'http'): Promise<Bot> {
  const manifest = JSON.parse(readFileSync('manifest.json', 'utf8'));
  const slack = await startLocalSlack({ workspace: demoWorkspace(manifest) });
  const logged: Bot['logged'] = [];
  const note = (level: string) => (facts: object, message: string) => void logged.push({ level, facts, message });
  const log = { info: note('info'), warn: note('warn'), error: note('error') } satisfies DeskLog & { info: unknown };
  const app = createSlackApp({
    botToken: new Secret(slack.botToken),
    mode:
      mode === 'socket'
        ? { kind: 'socket', appToken: new Secret(slack.appToken) }
        : { kind: 'http', signingSecret: new Secret(slack.signingSecret), port: 0 },
    apiUrl: slack.apiUrl,
    log,
  });
  const useCases = recordingUseCases([service]);
  registerCommands(app.app, { useCases, log, now: () => new Date() });
  const port = await app.start();
  if (port === null) await slack.waitForBot();
  else await slack.useRequestUrl(`http://127.0.0.1:${port}/slack/events`);
  return {
    slack,
    app,
    port,
    useCases,
    logged,
    close: async () => {
      await app.drain(5_000);
      await slack.close();
    },
  };
}

/** An incident that waits for a decision, as the use cases would show it; policy of the tests, people of the demo. */
export function undecided(useCases: RecordingUseCases) {
  const tale = deciding({ by: PersonId.parse(sam.id) }).plan({ statedLoss: storyLoss });
  const facts = factsOf(tale, {}, service, resolved);
  useCases.cards.set(facts.incident.id, facts);
  return { tale, facts };
}

/** What a group of tests stands on: one bot, and people who act and hear. */
export interface Stage {
  readonly bot: Bot;
  readonly chat: Chat;
  as(person: Someone): Acting;
  hears(person: Someone, match: string | RegExp): Promise<SlackMessage>;
  /** The card of INC-7 in the channel, as people see it. */
  postCard(): Promise<SlackMessage>;
}
interface Someone {
  readonly id: string;
}

/** Runs a group of tests twice, over Socket Mode and over signed HTTP: the handlers are the same, and so is what people see. */
export function inBothModes(name: string, tests: (stage: Stage) => void): void {
  describe.each(['socket', 'http'] as const)(`${name}, over %s`, (mode) => {
    let bot: Bot;
    beforeAll(async () => {
      bot = await startBot(mode);
      await bot.slack.faults.messageBurst(0);
      await bot.slack.faults.tiers(false);
    });
    afterAll(() => bot.close());
    beforeEach(() => {
      bot.useCases.asked.length = 0;
      bot.useCases.answers.clear();
      bot.useCases.cards.clear();
      undecided(bot.useCases);
    });
    tests(stageOf(() => bot));
  });
}

function stageOf(bot: () => Bot): Stage {
  const stage: Stage = {
    get bot() {
      return bot();
    },
    get chat() {
      const { botToken, apiUrl } = bot().slack;
      const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
      return slackChat(makeWebClient(botToken, { apiUrl, log }));
    },
    as: (person) => bot().slack.as(person.id),
    hears: (person, match) => bot().slack.waitForEphemeral(person.id, match),
    postCard: async () => {
      const { facts } = undecided(bot().useCases);
      const { ts } = await stage.chat.post({
        ...drawCard(facts, reader),
        channel: ChannelId.parse(ops),
        key: 'INC-7/card',
      });
      return bot().slack.waitForMessage(ops, (message) => message.ts === ts);
    },
  };
  return stage;
}
