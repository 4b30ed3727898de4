import { drawRosterWarning } from '../../blocks/roster-warning.ts';
import { drawWithNames } from '../adapters/slack/name-people.ts';
import type { SlackPeople } from '../adapters/slack/people.ts';
import { digestOf } from '../domain/canonical.ts';
import type { House } from '../services/house.ts';
import type { RosterChecked } from '../services/rosters/check-rosters.ts';

/** Monday morning, in the service's own zone: a day on which people can mend what is named. */
export const weeklyLook = '0 9 * * 1';

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
