import { drawCopiesLeft } from '../../blocks/copies-left.ts';
import type { SlackLog } from '../adapters/slack/slack-log.ts';
import { headlineKey } from '../domain/message-keys.ts';
import { wordsOf } from '../engine/run-step.ts';
import type { House } from '../services/house.ts';
import { sweepClosedCopies } from '../services/incidents/drop-copies.ts';

/** What resisted when its incident was closed is dropped now; where it still resists, its thread is told, once. */
export async function retryClosedCopies(
  house: Pick<House, 'portsOf' | 'store' | 'journal' | 'outbox' | 'services'>,
  log: Pick<SlackLog, 'warn'>,
): Promise<void> {
  const left: Parameters<Parameters<typeof sweepClosedCopies>[1]>[] = [];
  await sweepClosedCopies(house, (...each) => void left.push(each));
  for (const [id, error] of left) {
    log.warn({ incident: id, error }, 'copies of a closed incident could not be dropped; the next look tries again');
    const incident = await house.journal.incident(id);
    const service = house.services.find(({ name }) => name === incident?.declaration.service);
    if (service === undefined) continue;
    const drawn = drawCopiesLeft({ id, ...wordsOf(error) }, { names: new Map(), timeZone: service.time_zone });
    const to = { channel: service.channel };
    await house.outbox.post([{ key: `${id}/copies-left`, to, threadOf: headlineKey(id), ...drawn }]);
  }
}
