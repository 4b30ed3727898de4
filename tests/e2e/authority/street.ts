import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { type LocalSlack, startLocalSlack } from '../../../demo/slack/client.ts';
import type { SlackMessage } from '../../../demo/slack/shapes.ts';
import { openStore, type Store } from '../../../src/adapters/store/open-store.ts';
import type { Entry } from '../../../src/domain/entry.ts';
import type { IncidentId } from '../../../src/domain/ids.ts';
import type { ServicePolicy } from '../../../src/domain/policy-file/service.ts';
import { freshDatabase } from '../../support/cluster.ts';
import { type BotProcess, botProcess, serviceNamed } from './bot-process.ts';
import { officeWorkspace, ops } from './office.ts';

export const PATIENT = { timeoutMs: 120_000 };

/** The real bot with short leases, which dies where it is told to. */
export const entryFile = join(import.meta.dirname, '..', '..', 'crash', 'bot.ts');

const window = { length: '1m', reminders: ['20s', '15s', '10s', '5s'] };

/** A message, then a mention, two seconds each. */
export const attempts = (more: object = {}): object[] => [
  { by: 'direct-message', wait: '2s', ...more },
  { by: 'mention', wait: '2s' },
];

/** A Slack and a store of their own, for bots as processes. */
export interface Street {
  readonly slack: LocalSlack;
  readonly store: Store;
  botOver(services: readonly ServicePolicy[], contact: object, secrets?: Record<string, string>): BotProcess;
  journal(id: IncidentId): Promise<readonly Entry[]>;
  cardOf(id: IncidentId): Promise<SlackMessage>;
}

/** Call in a file or `describe`. */
export function openStreet(): Street {
  const database = freshDatabase();
  let open: { slack: LocalSlack; store: Store } | undefined;
  const standing = () => {
    if (open === undefined) throw new Error('the street is open from beforeAll on');
    return open;
  };
  beforeAll(async () => {
    const slack = await startLocalSlack({ workspace: officeWorkspace() });
    await slack.faults.messageBurst(0);
    await slack.faults.tiers(false);
    open = { slack, store: await openStore({ databaseUrl: database.url }) };
  });
  afterAll(async () => {
    await open?.store.close();
    await open?.slack.close();
  });
  return {
    get slack() {
      return standing().slack;
    },
    get store() {
      return standing().store;
    },
    botOver: (services, contact, secrets = {}) =>
      botProcess({
        slack: standing().slack,
        storeUrl: database.url,
        services: services.map(({ name }) => serviceNamed(name, { authority: { contact }, window })),
        secrets,
      }),
    journal: async (id) => (await standing().store.entries.read(id, 0))?.entries ?? [],
    cardOf: (id) => standing().slack.waitForMessage(ops, (message) => keyOf(message).includes(`${id}/card`), PATIENT),
  };
}

/** The key under which the bot knows this message; empty for the messages of others. */
export function keyOf(message: object): string[] {
  const { metadata } = message as { metadata?: { event_payload?: { key?: string } } };
  const key = metadata?.event_payload?.key;
  return key === undefined ? [] : [key];
}
