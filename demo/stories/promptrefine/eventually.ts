import { setTimeout as pause } from 'node:timers/promises';

const lookEveryMs = 200;
const patienceMs = 60_000;

/** Waits until something of the service's own is so. @throws Error that says what was waited for */
export async function eventually(what: string, isSo: () => Promise<boolean>): Promise<void> {
  const until = performance.now() + patienceMs;
  while (!(await isSo())) {
    if (performance.now() > until) throw new Error(`waited in vain for ${what}`);
    await pause(lookEveryMs);
  }
}
