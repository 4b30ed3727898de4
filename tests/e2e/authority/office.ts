import { readFileSync } from 'node:fs';
import { drawCard } from '../../../blocks/card.ts';
import { registerCommands } from '../../../commands/register.ts';
import { type LocalSlack, startLocalSlack } from '../../../demo/slack/client.ts';
import type { SlackMessage, Workspace } from '../../../demo/slack/shapes.ts';
import { slackChat } from '../../../src/adapters/slack/chat.ts';
import { createSlackApp, type SlackApp } from '../../../src/adapters/slack/create-app.ts';
import { drawWithNames } from '../../../src/adapters/slack/name-people.ts';
import { slackPeople } from '../../../src/adapters/slack/people.ts';
import { makeWebClient } from '../../../src/adapters/slack/web-client.ts';
import { openStore, type Store } from '../../../src/adapters/store/open-store.ts';
import { ChannelId, type IncidentId } from '../../../src/domain/ids.ts';
import type { ServicePolicy } from '../../../src/domain/policy-file/service.ts';
import { Secret } from '../../../src/domain/secret.ts';
import { openJournal } from '../../../src/engine/journal.ts';
import type { ServicePorts } from '../../../src/ports/service-ports.ts';
import type { House } from '../../../src/services/house.ts';
import { openUseCases } from '../../../src/services/open-use-cases.ts';
import type { UseCases } from '../../../src/services/use-cases.ts';
import { cto, lead, onCall, owner, passerBy, requester } from '../../support/incident-builder.ts';

export const ops = 'C0OPS';

const people = { Lea: lead, Carl: cto, Olga: onCall, Owen: owner, Paul: passerBy, Sam: requester };

/** A workspace in which each person is named for their role; ids as in the policy of the tests. */
export function officeWorkspace(): Workspace {
  const members = Object.values(people);
  return {
    team: { id: 'T0TEAM', name: 'Team', domain: 'team' },
    people: Object.entries(people).map(([name, id]) => ({ id, name: name.toLowerCase(), realName: name, tz: 'UTC' })),
    channels: [{ id: ops, name: 'ops', topic: 'Releases and incidents', members }],
    userGroups: [],
    manifest: JSON.parse(readFileSync('manifest.json', 'utf8')),
    botIn: [ops],
  };
}

/** One bot as far as deciding goes: a real Bolt app, the real commands, use cases and policy, over the shared store. */
export interface Replica {
  readonly app: SlackApp;
  readonly house: House;
  readonly useCases: UseCases;
  /** Requests that reached this replica so far. */
  heard(): number;
  close(): Promise<void>;
}

export interface Office {
  readonly slack: LocalSlack;
  readonly replicas: readonly Replica[];
  /** The store of the first replica. */
  readonly store: Store;
  readonly problems: string[];
  /** Posts the incident's card as it looks now. */
  postCard(id: IncidentId): Promise<SlackMessage>;
  close(): Promise<void>;
}

export async function openOffice(given: {
  readonly databaseUrl: string;
  readonly services: readonly ServicePolicy[];
  readonly replicas?: number;
}): Promise<Office> {
  const slack = await startLocalSlack({ workspace: officeWorkspace() });
  await slack.faults.messageBurst(0);
  await slack.faults.tiers(false);
  const problems: string[] = [];
  const log = {
    info: () => undefined,
    warn: (facts: object, message: string) => void problems.push(`${message} ${JSON.stringify(facts)}`),
    error: (facts: object, message: string) => void problems.push(`${message} ${JSON.stringify(facts)}`),
  };
  const client = makeWebClient(slack.botToken, { apiUrl: slack.apiUrl, log });
  const noSource = () => Promise.reject(new Error('nobody is asked for people here'));
  const everybody = slackPeople(client, { fromCommand: noSource, fromUrl: noSource }, log);
  const opened: { replica: Replica; store: Store }[] = [];
  for (let number = 0; number < (given.replicas ?? 1); number += 1)
    opened.push(await openReplica({ ...given, slack, log, people: everybody }));
  const [first] = opened;
  if (first === undefined) throw new Error('an office has at least one replica');
  await slack.waitForBot();
  return {
    slack,
    problems,
    replicas: opened.map(({ replica }) => replica),
    store: first.store,
    async postCard(id) {
      const facts = await first.replica.useCases.card(id);
      if (facts === null) throw new Error(`${id} has no card`);
      const drawn = await drawWithNames('UTC', everybody.names, (reader) => drawCard(facts, reader));
      const { ts } = await slackChat(client).post({ ...drawn, channel: ChannelId.parse(ops), key: `${id}/card` });
      return slack.waitForMessage(ops, (message) => message.ts === ts);
    },
    async close() {
      for (const { replica } of opened) await replica.close();
      await slack.close();
    },
  };
}

async function openReplica(given: {
  readonly databaseUrl: string;
  readonly services: readonly ServicePolicy[];
  readonly slack: LocalSlack;
  readonly log: Parameters<typeof createSlackApp>[0]['log'];
  readonly people: House['people'];
}): Promise<{ replica: Replica; store: Store }> {
  const { slack, log } = given;
  const store = await openStore({ databaseUrl: given.databaseUrl });
  const app = createSlackApp({
    botToken: new Secret(slack.botToken),
    mode: { kind: 'socket', appToken: new Secret(slack.appToken) },
    apiUrl: slack.apiUrl,
    log,
  });
  const house: House = {
    store: store.entries,
    journal: openJournal(store.entries),
    outbox: store.outbox,
    people: given.people,
    migrations: store.migrations,
    drills: store.drills,
    alerts: store.alerts,
    services: given.services,
    portsOf: () => noDatabases,
    wake: () => undefined,
  };
  let heard = 0;
  app.app.use(async ({ next }) => {
    heard += 1;
    await next();
  });
  const useCases = openUseCases(house);
  registerCommands(app.app, { useCases, log, now: () => new Date() });
  await app.start();
  const close = async () => {
    await app.drain(5_000);
    await store.close();
  };
  return { store, replica: { app, house, useCases, heard: () => heard, close } };
}

/** Deciding touches no database and no backup; a card only asks what its backup was. */
const noDatabases = { backups: { read: async () => null } } as unknown as ServicePorts;
