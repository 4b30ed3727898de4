import { drawAlerts, drawTurnedCritical } from '../../blocks/alerts.ts';
import { drawWithNames } from '../adapters/slack/name-people.ts';
import type { SlackPeople } from '../adapters/slack/people.ts';
import { alertsKey } from '../domain/message-keys.ts';
import { turnedCritical } from '../policy/alerts/standing-alerts.ts';
import type { Outbox } from '../ports/chat.ts';
import type { AlertKeeperNeeds } from '../services/alerts/keep-alerts.ts';

/** One card per episode of alerts in the service's channel, kept up to date. */
export function alertMessages(
  outbox: Pick<Outbox, 'post' | 'edit'>,
  people: Pick<SlackPeople, 'names'>,
): Pick<AlertKeeperNeeds, 'tell'> {
  return {
    tell: async (service, episode) => {
      const key = alertsKey(episode.service, episode.environment, episode.number);
      const facts = { episode, title: service.title };
      const card = await drawWithNames(service.time_zone, people.names, (reader) => drawAlerts(facts, reader));
      await outbox.post([{ key, to: { channel: service.channel }, ...card }]);
      await outbox.edit(key, card);
      const critical = turnedCritical(episode);
      if (critical === null || episode.incident !== null) return;
      const call = await drawWithNames(service.time_zone, people.names, (reader) =>
        drawTurnedCritical(facts, critical, reader),
      );
      await outbox.post([{ key: `${key}/critical`, to: { channel: service.channel }, ...call }]);
    },
  };
}
