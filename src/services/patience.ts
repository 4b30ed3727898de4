import type { Clock } from '../ports/clock.ts';

/** The first wait after something went wrong, in ms; it doubles with each time in a row. */
const FIRST_MS = 5_000;
/** The longest: what was mended meanwhile is noticed within this, in ms. */
const LONGEST_MS = 300_000;

/** How long to leave alone what has just gone wrong. */
export interface Patience {
  isOver(what: string): boolean;
  note(what: string, wentWell: boolean): void;
}

/** Forgotten when the process ends: one that starts anew tries at once. */
export function openPatience(clock: Clock): Patience {
  const troubles = new Map<string, { readonly inARow: number; readonly untilMs: number }>();
  return {
    isOver: (what) => (troubles.get(what)?.untilMs ?? 0) <= clock.now().getTime(),
    note(what, wentWell) {
      if (wentWell) {
        troubles.delete(what);
        return;
      }
      const inARow = (troubles.get(what)?.inARow ?? 0) + 1;
      const waitMs = Math.min(LONGEST_MS, FIRST_MS * 2 ** (inARow - 1));
      troubles.set(what, { inARow, untilMs: clock.now().getTime() + waitMs });
    },
  };
}
