import type { App } from '@slack/bolt';

/** Requests that are being worked on. Bolt's own `stop` does not wait for them. */
export interface InFlight {
  count(): number;
  /** Resolves when none is left, or after `deadlineMs`; returns how many were left running. */
  settled(deadlineMs: number): Promise<number>;
}

/** Counts every request of an app from its arrival until its last listener has ended. */
export function countInFlight(app: Pick<App, 'use'>): InFlight {
  const running = new Set<Promise<void>>();
  app.use(async ({ next }) => {
    const { promise, resolve } = Promise.withResolvers<void>();
    running.add(promise);
    try {
      await next();
    } finally {
      running.delete(promise);
      resolve();
    }
  });
  return {
    count: () => running.size,
    settled: async (deadlineMs) => {
      let timer: ReturnType<typeof setTimeout> | undefined;
      const deadline = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, deadlineMs);
      });
      try {
        await Promise.race([Promise.all(running), deadline]);
      } finally {
        clearTimeout(timer);
      }
      return running.size;
    },
  };
}
