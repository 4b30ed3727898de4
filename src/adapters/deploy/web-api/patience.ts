import { setTimeout as pause } from 'node:timers/promises';
import type { Reply } from '../../../ports/http.ts';

/** How long one request waits in all for a vendor that says "too many requests", in ms. */
export const longestWaitMs = 120_000;

/** Where a vendor says neither how long nor until when, in ms. */
const usualWaitMs = 5_000;

/** Larger numbers are seconds since 1970 and not a span: Render documents the one and shows the other. */
const smallestInstant = 1_000_000_000;

type Answered = Extract<Reply, { kind: 'answered' }>;

/**
 * How long the vendor asks us to wait after a 429, in ms: `Retry-After` as seconds or as a date (RFC 9110), else the reset
 * headers of Render and Vercel.
 */
export function askedToWaitMs(reply: Answered, now: Date): number {
  const wait = reply.header('retry-after') ?? reply.header('ratelimit-reset') ?? reply.header('x-ratelimit-reset');
  if (wait === null) return usualWaitMs;
  const seconds = Number(wait);
  if (Number.isFinite(seconds)) {
    const until = seconds >= smallestInstant ? seconds * 1_000 - now.getTime() : seconds * 1_000;
    return Math.max(0, until);
  }
  const date = Date.parse(wait);
  return Number.isNaN(date) ? usualWaitMs : Math.max(0, date - now.getTime());
}

/** Waits, and ends with the signal's own reason when the effort is called off. */
export async function waitFor(ms: number, signal: AbortSignal): Promise<void> {
  await pause(ms, undefined, { signal }).catch((error: unknown) => {
    signal.throwIfAborted();
    throw error;
  });
}
