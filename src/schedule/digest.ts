import { drawDigest } from '../../blocks/digest.ts';
import { drawWithNames } from '../adapters/slack/name-people.ts';
import type { SlackPeople } from '../adapters/slack/people.ts';
import { type DigestRound, digestDue, digestKey } from '../plan/digest-rounds.ts';
import { readDrills } from '../services/drills/drill-log.ts';
import type { House } from '../services/house.ts';
import { readToday, type TodayHouse } from '../services/today/read-today.ts';

type DigestHouse = TodayHouse & Pick<House, 'outbox'>;

/**
 * Tells a channel how its services stand, once for each occasion, whoever looks and however often; one that nobody was
 * there to tell is caught up. Promised is it from when on the drills of its first service are (their log remembers that).
 */
export async function tellDigest(
  house: DigestHouse,
  people: Pick<SlackPeople, 'names'>,
  round: DigestRound,
): Promise<void> {
  const [first] = round.services;
  if (first === undefined) return;
  const { history, now } = await readDrills(house.drills, first);
  if (history.calendar === null) return;
  const due = digestDue(round, { since: history.calendar.since, now });
  if (due === null) return;
  const key = digestKey(round, due);
  if ((await house.outbox.outcome(key)) !== null) return;
  const services = await Promise.all(round.services.map((service) => readToday(house, service)));
  const drawn = await drawWithNames(round.timeZone, people.names, (reader) =>
    drawDigest({ services, at: now }, reader),
  );
  await house.outbox.post([{ key, to: { channel: round.channel }, ...drawn }]);
}
