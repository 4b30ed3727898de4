import { TooManyRequests } from './refusal.ts';
import type { World } from './world.ts';

/** One message per second and channel over time, with the burst that the faults allow (4 unless told otherwise). */
export function takeMessageSlot(world: World, channel: string): void {
  const burst = world.faults.messageBurst;
  if (burst > 0) take(world, `message ${channel}`, burst, burst * 1000);
}

/** A method's limit per minute. */
export function takeMethodSlot(world: World, method: string, perMinute: number): void {
  if (world.faults.tiers) take(world, `method ${method}`, perMinute, 60_000);
}

function take(world: World, lane: string, most: number, windowMs: number): void {
  const now = world.now();
  const recent = (world.recent.get(lane) ?? []).filter((at) => at > now - windowMs);
  world.recent.set(lane, recent);
  const oldest = recent[0];
  if (oldest !== undefined && recent.length >= most) {
    throw new TooManyRequests(Math.max(1, Math.ceil((oldest + windowMs - now) / 1000)));
  }
  recent.push(now);
}
