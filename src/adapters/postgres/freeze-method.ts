import type { Finding } from '../../domain/finding.ts';
import type { Effort, RunTag } from '../../ports/run-tag.ts';

/** One way of stopping writes. All are safe to ask twice, and all but the local one survive our death. */
export interface FreezeMethodPort {
  /** As the policy names it: `lock-tables`, `connection-gate`, … */
  readonly name: string;
  /** What stands in a writer's way: the tables, the door, or only the good will of the service. */
  readonly barrier: 'tables' | 'door' | 'good-will';
  /** True where the freeze ends with this process and leaves nothing to take back. */
  readonly local: boolean;
  freeze(effort: Effort): Promise<readonly Finding[]>;
  /** True only while a writer would still be stopped. */
  isHeld(tag: RunTag): Promise<boolean>;
  resume(effort: Effort): Promise<readonly Finding[]>;
}
