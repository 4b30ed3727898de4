import type { ServicePolicy } from '../../domain/policy-file/service.ts';
import type { ReadyRules } from '../backups/keep-ready.ts';

/** What somebody wants to know of the gate. */
export interface GateWishes {
  readonly service: ServicePolicy;
  /** Who asked: a Slack id, or a name from the terminal. */
  readonly by: string;
  /** The commit that is to be deployed; the checkout's own where it is left out. */
  readonly commit?: string;
  /** Why what is destroyed may go. */
  readonly accept?: string;
  /** The first pending migration, for plain SQL folders without a ledger. */
  readonly from?: string;
  readonly freshBackup?: boolean;
  /** Where a ready copy may be kept of a backup that is proved on the way; null keeps none. */
  readonly ready: ReadyRules | null;
}
