import { randomBytes } from 'node:crypto';
import { App, HTTPReceiver } from '@slack/bolt';
import { registerCommands } from '../../commands/register.ts';
import { createSlackApp } from '../../src/adapters/slack/create-app.ts';
import { openStore } from '../../src/adapters/store/open-store.ts';
import { ChannelId, PersonId, toInstant } from '../../src/domain/ids.ts';
import { ServicePolicy } from '../../src/domain/policy-file/service.ts';
import { Secret } from '../../src/domain/secret.ts';
import { openJournal } from '../../src/engine/journal.ts';
import type { House } from '../../src/services/house.ts';
import { openUseCases } from '../../src/services/open-use-cases.ts';
import type { Asked, Ready } from './messages.ts';

// One of the two apps of the bench, in a process of its own; it ends with the bench.
process.once('message', (asked: Asked) => void serve(asked));
process.once('disconnect', () => process.exit(0));

async function serve(asked: Asked): Promise<void> {
  const port = asked.kind === 'ours' ? await serveOurs(asked) : await serveBare(asked);
  process.send?.({ port } satisfies Ready);
}

const log = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** The app as it runs: real store, real journal, real use cases, and the answer drawn and sent. */
async function serveOurs({ databaseUrl, apiUrl, signingSecret }: Asked): Promise<number> {
  const slack = createSlackApp({
    botToken: new Secret(`xoxb-bench-${randomBytes(8).toString('hex')}`),
    mode: { kind: 'http', signingSecret: new Secret(signingSecret), port: 0 },
    apiUrl,
    log,
  });
  const useCases = openUseCases(await furnish(databaseUrl));
  registerCommands(slack.app, { useCases, log, now: () => new Date() });
  await useCases.declare({ person: lead, once: 'bench' }, declaration);
  return (await slack.start()) ?? 0;
}

const lead = PersonId.parse('U0LEAD');
const service = ServicePolicy.parse({
  name: 'bench',
  title: 'Bench',
  channel: 'C0BENCH',
  database: { url_env: 'DATABASE_URL', required_tables: ['rows'] },
  backups: { storage: { kind: 'folder', path: '/nowhere' } },
  authority: { roles: { 'team-lead': [lead], cto: ['U0CTO'] } },
});
const declaration = {
  service: service.name,
  environment: service.environment,
  channel: ChannelId.parse('C0BENCH'),
  identifiedAt: toInstant(new Date()),
  identifiedSource: 'declared-now' as const,
  triggers: [{ code: 'data-deleted' as const }],
  seen: 'what a bench sees',
};

async function furnish(databaseUrl: string): Promise<House> {
  const store = await openStore({ databaseUrl });
  return {
    store: store.entries,
    journal: openJournal(store.entries),
    outbox: store.outbox,
    drills: store.drills,
    migrations: store.migrations,
    alerts: store.alerts,
    people: {
      roster: async () => ({ roster: { 'team-lead': [lead] }, unresolved: [] }),
      timeZone: async () => 'UTC',
    },
    services: [service],
    portsOf: () => {
      throw new TypeError('no plan names a backup here');
    },
    wake: () => undefined,
  };
}

/** The smallest Bolt app that does the same for Slack: acknowledge, then answer the person. */
async function serveBare({ apiUrl, signingSecret }: Asked): Promise<number> {
  const botToken = `xoxb-bench-${randomBytes(8).toString('hex')}`;
  const app = new App({
    receiver: new HTTPReceiver({ signingSecret, endpoints: '/slack/events' }),
    authorize: async () => ({ botToken }),
    clientOptions: { slackApiUrl: apiUrl },
  });
  app.command('/incident', async ({ ack, client, command }) => {
    await ack();
    await client.chat.postEphemeral({ channel: command.channel_id, user: command.user_id, text: 'Bench: no news' });
  });
  const server = await app.start({ port: 0, host: '127.0.0.1' } as never);
  const address = 'address' in server ? server.address() : null;
  return typeof address === 'object' ? (address?.port ?? 0) : 0;
}
