import { webhooks } from '../adapters/http/webhook.ts';
import type { SlackPeople } from '../adapters/slack/people.ts';
import type { Config } from '../config/settings.ts';
import { authorityMessages } from '../schedule/authority-messages.ts';
import { type AuthorityKeeper, startAuthorityKeeper } from '../services/drills/authority/keep-authority.ts';
import { drillPageBody, sendPage } from './deliver-contact.ts';
import type { OpenHouse } from './open-house.ts';

/** Whoever asks the real people in a drill, over the same roads as in an incident. */
export function keepAuthority(given: {
  readonly open: OpenHouse;
  readonly people: Pick<SlackPeople, 'names'>;
  readonly config: Pick<Config, 'secretOf'>;
  heard(error: unknown, where: string): void;
}): AuthorityKeeper {
  const { open, people, config, heard } = given;
  const roads = { webhooks, secretOf: (name: string) => config.secretOf(name).reveal() };
  return startAuthorityKeeper({
    house: open.house,
    ...authorityMessages(open.house.outbox, people),
    byPage: (service, drill, contact) =>
      sendPage(roads, { service, contact, run: drill.id, body: drillPageBody(service, drill, contact) }),
    heard,
  });
}
