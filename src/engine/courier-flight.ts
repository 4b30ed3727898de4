import { RecourseError } from '../domain/errors.ts';
import type { Errand, Lanes, Settlement } from '../ports/lanes.ts';
import { type CourierChat, doErrand, type LeaseLeft } from './courier-errand.ts';
import { type Pace, settlementOf } from './courier-settle.ts';

/** What a courier tells the log. Never a message's text. */
export type CourierNote =
  | { readonly kind: 'refused'; readonly key: string; readonly why: string }
  | { readonly kind: 'delayed'; readonly key: string; readonly why: string; readonly restMs: number }
  /** Another courier has taken the errand over meanwhile; nothing was recorded. */
  | { readonly kind: 'overtaken'; readonly key: string }
  | { readonly kind: 'store-away'; readonly why: string };

/** What a flight needs of its courier. */
export interface Bag {
  readonly lanes: Lanes;
  readonly chat: CourierChat;
  readonly pace: Pace;
  readonly note: (note: CourierNote) => void;
}

/** How long to wait before a store that is away is asked again. */
export const STORE_AWAY_MS = 1000;

/** One errand from beginning to end: done, then settled. Never throws. */
export async function fly(errand: Errand, bag: Bag, left: LeaseLeft): Promise<void> {
  const seen = await doErrand(errand, bag.chat, bag.lanes.leaseMs, left);
  const settlement = settlementOf(errand, seen, bag.pace);
  tell(errand, settlement, bag);
  await settle(errand, settlement, bag, left);
}

/** Tries for as long as the lease lasts; later on, the next courier finds out by itself. */
async function settle(errand: Errand, settlement: Settlement, bag: Bag, left: LeaseLeft): Promise<void> {
  for (;;) {
    try {
      const recorded = await bag.lanes.settle(errand, settlement);
      if (!recorded) bag.note({ kind: 'overtaken', key: errand.key });
      return;
    } catch (error) {
      bag.note({ kind: 'store-away', why: wordsOf(error) });
      if (left() < STORE_AWAY_MS) return;
      await new Promise((resolve) => setTimeout(resolve, STORE_AWAY_MS));
    }
  }
}

function tell({ key }: Errand, { why, trouble, rest }: Settlement, { note }: Bag): void {
  if (why === undefined) return;
  note(trouble ? { kind: 'delayed', key, why, restMs: rest.laneMs ?? 0 } : { kind: 'refused', key, why });
}

export function wordsOf(error: unknown): string {
  if (error instanceof RecourseError) return `${error.message} ${error.hint}`;
  return error instanceof Error ? error.message : String(error);
}
