import { occasionsBetween } from '../domain/calendar/occasions.ts';
import { type ChannelId, type Instant, toInstant } from '../domain/ids.ts';
import type { ServicePolicy } from '../domain/policy-file/service.ts';

/** Services whose digest is one message: those of one channel that want it at the same time. */
export interface DigestRound {
  readonly channel: ChannelId;
  readonly schedule: string;
  readonly timeZone: string;
  readonly services: readonly ServicePolicy[];
}

/** One that nobody was there to tell is told within this, in ms; after that the next one is soon enough. */
const CAUGHT_UP_WITHIN_MS = 3 * 86_400_000;

/** The digests that there are, in the order of the file. */
export function digestRounds(services: readonly ServicePolicy[]): readonly DigestRound[] {
  const rounds = new Map<string, DigestRound>();
  for (const service of services) {
    const { digest, channel } = service;
    if (digest === 'off') continue;
    const { schedule, time_zone: timeZone = service.time_zone } = digest;
    const key = JSON.stringify([channel, schedule, timeZone]);
    const before = rounds.get(key)?.services ?? [];
    rounds.set(key, { channel, schedule, timeZone, services: [...before, service] });
  }
  return [...rounds.values()];
}

/** The newest occasion that is to be told by now; null where none is. @param since from when on it was promised */
export function digestDue(
  { schedule, timeZone }: Pick<DigestRound, 'schedule' | 'timeZone'>,
  { since, now }: { readonly since: Instant; readonly now: Instant },
): Instant | null {
  const oldest = toInstant(new Date(Date.parse(now) - CAUGHT_UP_WITHIN_MS));
  const after = oldest > since ? oldest : since;
  return occasionsBetween(schedule, timeZone, { after, until: now }, 1)[0] ?? null;
}

/** For ever: of several replicas, and over restarts, a second message with the key is the same message. */
export function digestKey({ channel, services }: DigestRound, due: Instant): string {
  return `digest/${channel}/${services[0]?.name ?? ''}/${due}`;
}
