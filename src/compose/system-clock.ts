import type { Clock } from '../ports/clock.ts';

/** This machine's clock: for names and notes. Decisions use the store's. */
export const systemClock: Clock = { now: () => new Date() };
