import { drawReplacedNews } from '../../blocks/replaced.ts';
import { drawWithNames } from '../adapters/slack/name-people.ts';
import type { SlackPeople } from '../adapters/slack/people.ts';
import type { SlackLog } from '../adapters/slack/slack-log.ts';
import type { ServicePolicy } from '../domain/policy-file/service.ts';
import type { House } from '../services/house.ts';
import { tendReplaced } from '../services/replaced/tend-replaced.ts';

/** Every hour: often enough for promises in days, and what was cut off is finished soon. */
export const hourlyLook = '23 * * * *';

/** Looks after the replaced databases of a service, and tells its channel. */
export async function keepReplacedPromises(
  house: House,
  given: { readonly people: Pick<SlackPeople, 'names'>; readonly log: SlackLog },
  service: ServicePolicy,
): Promise<void> {
  const to = { channel: service.channel };
  const tell: Parameters<typeof tendReplaced>[0]['tell'] = async (news) => {
    const drawn = await drawWithNames(service.time_zone, given.people.names, (reader) =>
      drawReplacedNews(service, news, reader),
    );
    await house.outbox.post([{ key: news.key, to, ...drawn }]);
  };
  const stuck: Parameters<typeof tendReplaced>[0]['stuck'] = ({ database }, why) =>
    given.log.warn({ service: service.name, database: database.name, why }, 'a replaced database is not dropped');
  await tendReplaced({ house, tell, stuck }, service);
}
