import type { ServiceName } from '../../domain/ids.ts';
import type { Clock } from '../../ports/clock.ts';

/** What every storage is told beside its section of the policy. */
export interface VaultWishes {
  readonly service: ServiceName;
  /** Folders that must not hold backups: the checkouts of Recourse and of the service (B4). */
  readonly keepOutOf: readonly string[];
  readonly clock: Clock;
  /** The value of a variable that the policy names. */
  readonly secretOf: (name: string) => string;
}
