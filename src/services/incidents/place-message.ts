import type { ServiceName } from '../../domain/ids.ts';
import { headlineKey } from '../../domain/message-keys.ts';
import type { IncidentLine } from '../../ports/entry-store.ts';
import type { House } from '../house.ts';

/** Incidents in whose thread a message may stand: older ones are named by hand. */
const LOOKED_AT = 30;

/** Which incident a message belongs to, by where it stands. */
export interface MessagePlace {
  /** The one whose thread it stands in, or the only live one of its channel. */
  readonly certain: IncidentLine | null;
  /** Whether it stands in that one's own thread. */
  readonly inItsThread: boolean;
  /** Where that is not plain: those it may belong to, of this channel if there are some. */
  readonly possible: readonly IncidentLine[];
}

/** Finds the incident of a message. In an incident's thread it is that one, also after its close. */
export async function placeMessage(
  house: Pick<House, 'store' | 'outbox' | 'services'>,
  { channel, thread }: { readonly channel: string; readonly thread: string | null },
): Promise<MessagePlace> {
  const certain = thread === null ? null : await byThread(house, channel, thread);
  if (certain !== null) return { certain, inItsThread: true, possible: [] };
  const here = house.services.filter((service) => service.channel === channel).map(({ name }) => name);
  return placeAmong(here, await house.store.list({ liveOnly: true, limit: LOOKED_AT }));
}

/** Outside of threads: by the services of the channel, and the incidents that are live. */
export function placeAmong(services: readonly ServiceName[], live: readonly IncidentLine[]): MessagePlace {
  const here = live.filter(({ service }) => services.includes(service));
  const [only, another] = here;
  if (only !== undefined && another === undefined) return { certain: only, inItsThread: false, possible: [] };
  return { certain: null, inItsThread: false, possible: here.length > 0 ? here : live };
}

async function byThread(
  { store, outbox }: Pick<House, 'store' | 'outbox'>,
  channel: string,
  thread: string,
): Promise<IncidentLine | null> {
  for (const line of await store.list({ liveOnly: false, limit: LOOKED_AT })) {
    const posted = await outbox.where(headlineKey(line.id));
    if (posted?.channel === channel && posted.ts === thread) return line;
  }
  return null;
}
