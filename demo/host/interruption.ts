/** That a person (Ctrl-C), the system or a closed terminal wants the demo to end. */
export interface Interruption {
  readonly signal: AbortSignal;
  /** Resolves when it happens. */
  readonly happened: Promise<void>;
}

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
/** One Ctrl-C arrives twice when npm passes on what the terminal has sent already; a person's second takes longer. */
const echoMs = 500;

/** Listens from now on. The first one ends the demo in order; at the second, `atOnce` is done and the process exits. */
export function listenForInterruption(tell: (line: string) => void, atOnce: () => void): Interruption {
  const controller = new AbortController();
  const { promise, resolve } = Promise.withResolvers<void>();
  let firstAt: number | undefined;
  const hear = () => {
    if (firstAt === undefined) {
      firstAt = performance.now();
      tell('\nEnding everything … (once more: at once)');
      controller.abort();
      resolve();
      return;
    }
    if (performance.now() - firstAt < echoMs) return;
    atOnce();
    process.exit(130); // the kernel ends what we started
  };
  for (const name of signals) process.on(name, hear);
  return { signal: controller.signal, happened: promise };
}
