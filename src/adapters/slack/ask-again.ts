import { setTimeout as delay } from 'node:timers/promises';
import { toChatTrouble } from './trouble.ts';

/** Somebody who pressed a button waits for the answer this long without pressing again. */
const WORTH_WAITING_MS = 5_000;

/**
 * A question that changes nothing may be asked twice. Where Slack says that it is asked too often, it is asked once more
 * after as long as Slack wants; a click at night must not be refused because the bot was busy telling others.
 */
export async function askAgain<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
  try {
    return await ask();
  } catch (error) {
    const { kind, retryAfterMs } = toChatTrouble(error);
    if (kind !== 'rate-limited' || retryAfterMs > WORTH_WAITING_MS) throw error;
    await delay(retryAfterMs);
    return ask();
  }
}
