/**
 * Requests that are worked on at the same time. Slack's three seconds are for acknowledging, not for this; still, a form
 * can only be opened within them, and calls of Slack's take some tenths of a second, so it must not be too few.
 */
const WIDTH = 16;
/** Work that lasts longer (a backup) waits for something else, and no longer holds its place. */
const PLACE_MS = 2_000;

export type InTurn = (work: () => Promise<void>) => Promise<void>;

/**
 * Lets new requests be heard while earlier ones are worked on: one piece of work begins in each turn of the event loop,
 * after everything that had arrived by then was acknowledged. Without it, a hundred answers that are being drawn stand
 * before the next acknowledgement.
 */
export function workInTurn(width = WIDTH, placeMs = PLACE_MS): InTurn {
  const waiting: (() => void)[] = [];
  let running = 0;
  let called = false;

  function callNext(): void {
    if (called || waiting.length === 0 || running >= width) return;
    called = true;
    setImmediate(() => {
      called = false;
      running += 1;
      waiting.shift()?.();
      callNext();
    });
  }

  /** Resolves when it is this one's turn, with the way to give the place back (once; further calls do nothing). */
  async function takePlace(): Promise<() => void> {
    await new Promise<void>((resolve) => {
      waiting.push(resolve);
      callNext();
    });
    let held = true;
    return () => {
      if (held) running -= 1;
      held = false;
      callNext();
    };
  }

  return async (work) => {
    const leave = await takePlace();
    const timer = setTimeout(leave, placeMs);
    try {
      await work();
    } finally {
      clearTimeout(timer);
      leave();
    }
  };
}
