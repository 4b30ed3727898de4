import { Fence, type ServiceName } from '../../domain/ids.ts';
import type { Clock } from '../../ports/clock.ts';
import type { RunTag } from '../../ports/run-tag.ts';

/** The run under which the pending migrations of a service are rehearsed. */
export function gateRun(service: ServiceName): string {
  return `gate-${service}`;
}

/** The run that the gates of a service share: a newer one ends what an older one left behind. */
export function gateTag(service: ServiceName, clock: Clock, home?: string): RunTag {
  return { run: gateRun(service), fence: Fence.parse(Math.floor(clock.now().getTime() / 1000)), home };
}
