import type pg from 'pg';
import type { Signals } from './signals.ts';

/** Where a store lives: a pool of `pg`, whatever is behind it, and the way to hear of changes. */
export interface Home {
  readonly kind: 'server' | 'embedded';
  /** For messages; never a secret. */
  readonly where: string;
  readonly pool: pg.Pool;
  readonly signals: Signals;
  /** No other process can hold a lease here, so those of an earlier life of ours are over. */
  readonly alone: boolean;
  close(): Promise<void>;
}
