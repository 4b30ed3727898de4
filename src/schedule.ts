import { schedule } from 'node-cron';
import { drawRosterWarning } from '../blocks/roster-warning.ts';
import { drawWithNames } from './adapters/slack/name-people.ts';
import type { SlackPeople } from './adapters/slack/people.ts';
import type { SlackLog } from './adapters/slack/slack-log.ts';
import { digestOf } from './domain/canonical.ts';
import type { House } from './services/house.ts';
import { checkRoster, type RosterChecked } from './services/rosters/check-rosters.ts';

/** Monday morning, in the service's own zone: a day on which people can mend what is named. */
const WEEKLY = '0 9 * * 1';

export interface Scheduled {
  stop(): Promise<void>;
}

/** What happens by the calendar: every week the people behind the roles are looked at, and the channel is told what is wrong. */
export function startSchedule(house: House, people: Pick<SlackPeople, 'names'>, log: SlackLog): Scheduled {
  const tasks = house.services.map((service) =>
    schedule(
      WEEKLY,
      async ({ dateLocalIso }) => {
        try {
          await warnOfRoster(house, people, await checkRoster(house, service), dateLocalIso.slice(0, 10));
        } catch (error) {
          log.error({ service: service.name, cause: String(error) }, 'the weekly look at the roles did not happen');
        }
      },
      { timezone: service.time_zone, noOverlap: true, name: `roster of ${service.name}` },
    ),
  );
  return { stop: async () => void (await Promise.all(tasks.map((task) => task.destroy()))) };
}

/**
 * Tells the channel what is wrong, once a day and once per trouble, however many replicas look and however often they
 * start: the message's key is made of the day and of what is wrong.
 */
export async function warnOfRoster(
  house: Pick<House, 'outbox'>,
  people: Pick<SlackPeople, 'names'>,
  { service, findings, passing }: RosterChecked,
  day: string,
): Promise<void> {
  const troubles = findings.filter(({ result }) => result === 'failed' || result === 'warned');
  if (troubles.length === 0 || passing) return;
  const drawn = await drawWithNames(service.time_zone, people.names, (reader) =>
    drawRosterWarning(service.title, troubles, reader),
  );
  const key = `roster/${service.name}/${day}/${digestOf(troubles.map(({ say }) => say)).slice(0, 12)}`;
  await house.outbox.post([{ key, to: { channel: service.channel }, ...drawn }]);
}
