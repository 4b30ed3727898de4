import { setTimeout as delay } from 'node:timers/promises';

/** What is looked after until it is stopped. */
export interface Looking {
  /** Looks now instead of at the next turn. */
  wake(): void;
  /** Resolves when the look under way has ended. */
  stop(): Promise<void>;
}

/**
 * Looks every `everyMs`, and at once where it is woken; a wake that comes while it looks makes it look again. What goes
 * wrong in one look is told and keeps no later one from happening.
 */
export function keepLooking({
  everyMs,
  look,
  heard,
}: {
  readonly everyMs: number;
  readonly look: (stopping: AbortSignal) => Promise<void>;
  readonly heard: (error: unknown) => void;
}): Looking {
  const stopping = new AbortController();
  let nudge = new AbortController();

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      await look(stopping.signal).catch(heard);
      const wait = AbortSignal.any([stopping.signal, nudge.signal]);
      await delay(everyMs, undefined, { signal: wait }).catch(() => undefined);
      if (nudge.signal.aborted) nudge = new AbortController();
    }
  }

  // Not at once: a look may wake what is returned here.
  const running = Promise.resolve().then(run);
  return {
    wake: () => nudge.abort(),
    stop: async () => {
      stopping.abort(new Error('Recourse is stopping'));
      await running;
    },
  };
}
