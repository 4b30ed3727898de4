import type { Lanes } from '../ports/lanes.ts';
import { makeAlarm } from './courier-alarm.ts';
import type { CourierChat } from './courier-errand.ts';
import { type Bag, type CourierNote, fly, STORE_AWAY_MS, wordsOf } from './courier-flight.ts';
import { type Pace, slackPace } from './courier-settle.ts';

export interface CourierGiven {
  readonly lanes: Lanes;
  readonly chat: CourierChat;
  /** Unique per process. */
  readonly holder: string;
  /** Lanes that are served at the same time. */
  readonly width?: number;
  readonly pace?: Partial<Pace>;
  /** How often an idle courier looks without having been called, in ms. */
  readonly idleMs?: number;
  readonly note?: (note: CourierNote) => void;
}

export interface Courier {
  /** Delivers what can be delivered within `deadlineMs`, then stops. True when nothing was left. */
  drain(deadlineMs: number): Promise<boolean>;
}

const IDLE_MS = 2000;
/** Another courier may have the row for a moment: ask again, but not in a loop. */
const SOON_MS = 25;

/**
 * Carries the outbox to Slack: each lane in its order and by one courier at a time, each message once.
 *
 * An errand is taken (its lane leased, the message marked as begun), done, and settled. A courier that dies in between
 * leaves a message that is begun in a lane whose lease runs out; the next one looks for it in Slack before it posts again.
 */
export function startCourier(given: CourierGiven): Courier {
  const { lanes, holder, width = 4, idleMs = IDLE_MS, note = () => undefined } = given;
  const bag: Bag = { lanes, chat: given.chat, pace: { ...slackPace, ...given.pace }, note };
  const alarm = makeAlarm();
  const flights = new Set<Promise<void>>();
  let stopAt = Number.POSITIVE_INFINITY;
  let emptied = false;

  async function work(): Promise<void> {
    while (performance.now() < stopAt) {
      const restMs = flights.size < width ? await takeNext() : idleMs;
      if (restMs === 'no rest') continue;
      const tooLate = performance.now() + restMs > stopAt;
      if (tooLate && flights.size === 0) return;
      await alarm.sleep(Math.min(restMs, idleMs, Math.max(stopAt - performance.now(), 0)));
    }
  }

  /** Sends the next errand on its way; where there is none, how long to rest in ms. */
  async function takeNext(): Promise<number | 'no rest'> {
    // The lease counts from before it was asked for, so that we never believe in it longer than the store does.
    const leaseEnds = performance.now() + lanes.leaseMs;
    try {
      const taken = await lanes.take(holder);
      emptied = taken.kind === 'nothing' && taken.againInMs === null;
      if (taken.kind === 'nothing') return Math.max(taken.againInMs ?? Number.POSITIVE_INFINITY, SOON_MS);
      const flight = fly(taken.errand, bag, () => leaseEnds - performance.now());
      flights.add(flight);
      void flight.finally(() => {
        flights.delete(flight);
        alarm.ring();
      });
      return 'no rest';
    } catch (error) {
      emptied = false;
      note({ kind: 'store-away', why: wordsOf(error) });
      return STORE_AWAY_MS;
    }
  }

  const listening = lanes.listen(alarm.ring).catch(() => undefined);
  const working = work();

  return {
    async drain(deadlineMs) {
      stopAt = performance.now() + deadlineMs;
      alarm.ring();
      const deadline = new Promise<void>((resolve) => setTimeout(resolve, deadlineMs));
      await Promise.race([working.then(() => Promise.all(flights)), deadline]);
      const stopListening = await listening;
      await stopListening?.();
      return emptied && flights.size === 0;
    },
  };
}
