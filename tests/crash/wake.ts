import type { RunningService } from '../../demo/host/example-service.ts';
import type { CrashWorld } from './crash-world.ts';
import { areSpent } from './orders.ts';

/** Longer than a lease: by now another one has taken over, if there was anything to take over. */
const ASLEEP_MS = 4_500;

/**
 * Keeps bots alive, and wakes the one that has paused itself: in the middle of what the other one does after it took
 * over, which is when a sleeper that believes that nothing has happened could do the most harm.
 */
export function wakingUp(at: CrashWorld<RunningService>): { keepUp(): Promise<void>; hasWoken(): boolean } {
  let asleep: { readonly since: number; readonly takeovers: number } | null = null;
  let woken = false;
  const keepUp = async () => {
    await at.keepUp();
    if (woken || !areSpent(at.world.folder)) return;
    const takeovers = await countTakeovers(at);
    asleep ??= { since: performance.now(), takeovers };
    if (performance.now() - asleep.since < ASLEEP_MS && takeovers === asleep.takeovers) return;
    woken = true;
    for (const { pid } of at.bots()) process.kill(pid, 'SIGCONT');
  };
  return { keepUp, hasWoken: () => woken };
}

async function countTakeovers({ store, journal }: CrashWorld<RunningService>): Promise<number> {
  const [line] = await store.entries.list({ liveOnly: true, limit: 1 });
  if (line === undefined) return 0;
  return (await journal.entries(line.id)).filter(({ body }) => body.kind === 'conductor-changed').length;
}
