import { type AlertServer, serveAlerts } from '../adapters/alerts/serve-alerts.ts';
import type { SlackPeople } from '../adapters/slack/people.ts';
import type { Logger } from '../adapters/system/logger.ts';
import type { Settings } from '../config/settings.ts';
import { alertMessages } from '../schedule/alert-messages.ts';
import { startAlertKeeper } from '../services/alerts/keep-alerts.ts';
import { takeAlerts } from '../services/alerts/take-alerts.ts';
import type { OpenHouse } from './open-house.ts';
import { systemClock } from './system-clock.ts';

export interface OpenAlerts {
  /** Null where no alerts are configured. */
  readonly port: number | null;
  stop(): Promise<void>;
}

/** The door for alerts, where one is configured, and what tells them: whichever replica heard them, any may. */
export async function openAlerts(
  settings: Pick<Settings, 'alerts'>,
  { house, onWake }: Pick<OpenHouse, 'house' | 'onWake'>,
  { people, log }: { readonly people: Pick<SlackPeople, 'names'>; readonly log: Logger },
): Promise<OpenAlerts> {
  const server: AlertServer | null =
    settings.alerts === null
      ? null
      : await serveAlerts({
          ...settings.alerts,
          now: () => systemClock.now(),
          take: (service, alerts) => takeAlerts(house, service, alerts),
          refused: (facts) => log.warn(facts, 'alerts were not taken'),
        });
  const keeper = startAlertKeeper({
    house,
    ...alertMessages(house.outbox, people),
    heard: (error, where) => log.warn({ error, where }, 'alerts could not be told; it is tried again'),
  });
  onWake(() => keeper.wake());
  return {
    port: server?.port ?? null,
    stop: async () => {
      await server?.close();
      await keeper.stop();
    },
  };
}
