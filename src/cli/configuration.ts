import { slackPeople } from '../adapters/slack/people.ts';
import { makeWebClient } from '../adapters/slack/web-client.ts';
import { openStore, type Store } from '../adapters/store/open-store.ts';
import { storeAddress } from '../compose/open-house.ts';
import { peopleSources } from '../compose/people-sources.ts';
import type { Settings, SlackAccess } from '../config/settings.ts';
import { readConfiguration } from '../config.ts';
import { RecourseError } from '../domain/errors.ts';
import type { PersonId } from '../domain/ids.ts';
import type { ServicePolicy } from '../domain/policy-file/service.ts';

/** The configuration as the terminal's commands need it: Slack may be missing. */
export interface Setup {
  readonly settings: Settings;
  readonly slack: SlackAccess | null;
}

/** @throws RecourseError `bad-configuration` that lists every mistake */
export function loadSetup(): Setup {
  const reading = readConfiguration();
  if (reading.kind === 'read') return reading;
  throw new RecourseError(`The configuration is wrong:\n  ${reading.mistakes.join('\n  ')}`, {
    code: 'bad-configuration',
    hint: 'Correct it and try again.',
  });
}

/** Opens the journal's store, works, and always closes it. */
export async function withStore<Result>(settings: Settings, work: (store: Store) => Promise<Result>): Promise<Result> {
  const store = await openStore(storeAddress(settings));
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

/** The same; but where the running bot has the store for itself, or it is away, works without it. */
export async function besideStore<Result>(
  settings: Settings,
  work: (store: Store | null) => Promise<Result>,
): Promise<Result> {
  const store = await openStore(storeAddress(settings)).catch((error: unknown) => {
    if (error instanceof RecourseError && ['store-locked', 'store-unreachable'].includes(error.code)) return null;
    throw error;
  });
  try {
    return await work(store);
  } finally {
    await store?.close();
  }
}

/** @throws RecourseError `bad-input` for a service that recourse.yaml does not have */
export function findService({ services }: Settings, name: string): ServicePolicy {
  const service = services.find((each) => each.name === name);
  if (service !== undefined) return service;
  throw new RecourseError(`There is no service "${name}".`, {
    code: 'bad-input',
    hint: `recourse.yaml has: ${services.map((each) => each.name).join(', ')}.`,
  });
}

/** Asks Slack for display names. Without Slack, or where it does not answer, people are shown by their ids. */
export async function askNames(
  { settings, slack }: Setup,
  people: readonly PersonId[],
): Promise<ReadonlyMap<PersonId, string>> {
  if (slack === null) return new Map();
  const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const client = makeWebClient(slack.botToken.reveal(), { apiUrl: slack.apiUrl, log: quiet });
  return slackPeople(client, peopleSources(settings), quiet).names(people);
}
