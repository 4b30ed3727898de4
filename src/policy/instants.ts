import { type Instant, toInstant } from '../domain/ids.ts';

/** Milliseconds since 1970, in UTC. */
export function msOf(instant: Instant): number {
  return Date.parse(instant);
}

export function instantAt(ms: number): Instant {
  return toInstant(new Date(ms));
}

/** `instant` and so many milliseconds. */
export function plusMs(instant: Instant, ms: number): Instant {
  return instantAt(msOf(instant) + ms);
}

/** Whether `instant` has come: an instant has come at that very millisecond. */
export function hasCome(instant: Instant, now: Date): boolean {
  return now.getTime() >= msOf(instant);
}

/** The latest of those given; null where none is. Instants are ISO 8601 in UTC, so their order is the order of text. */
export function latest(...instants: readonly (Instant | null)[]): Instant | null {
  return present(instants).at(-1) ?? null;
}

/** The earliest of those given; null where none is. */
export function earliest(...instants: readonly (Instant | null)[]): Instant | null {
  return present(instants).at(0) ?? null;
}

function present(instants: readonly (Instant | null)[]): Instant[] {
  return instants.filter((instant) => instant !== null).sort();
}
