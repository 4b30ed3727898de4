/** So many requests at once, refilled so fast: a group of Alertmanager's comes every few seconds at most. */
const BURST = 60;
const PER_SECOND = 2;
/** Callers that are remembered; the longest silent are forgotten. */
const CALLERS_MAX = 1_000;

/** How many seconds a caller has to wait; 0 where it may go on. */
export type RateLimit = (caller: string, nowMs: number) => number;

/** A bucket per caller. */
export function rateLimit(): RateLimit {
  const buckets = new Map<string, { readonly left: number; readonly atMs: number }>();
  return (caller, nowMs) => {
    const { left, atMs } = buckets.get(caller) ?? { left: BURST, atMs: nowMs };
    const now = Math.min(BURST, left + (Math.max(0, nowMs - atMs) / 1_000) * PER_SECOND);
    buckets.delete(caller);
    buckets.set(caller, { left: now >= 1 ? now - 1 : now, atMs: nowMs });
    const oldest = buckets.keys().next().value;
    if (buckets.size > CALLERS_MAX && oldest !== undefined) buckets.delete(oldest);
    return now >= 1 ? 0 : Math.ceil((1 - now) / PER_SECOND);
  };
}
