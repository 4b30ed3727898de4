import { Fence, type ServiceName } from '../../domain/ids.ts';
import type { Clock } from '../../ports/clock.ts';
import type { RunTag } from '../../ports/run-tag.ts';

/** The run under which the terminal restores a backup for the dry run of a copy back. */
export function planRun(service: ServiceName): string {
  return `copy-plan-${service}`;
}

/** A newer dry run ends what an older one left behind; with the store's `home` the bot's sweep does as well. */
export function planTag(service: ServiceName, clock: Clock, home?: string): RunTag {
  return { run: planRun(service), fence: Fence.parse(Math.floor(clock.now().getTime() / 1000)), home };
}
