import type { Fence, Instant, ServiceName } from '../domain/ids.ts';
import type { MigrationDraft, MigrationEntry } from '../domain/migration-record.ts';

/** The log of one service in one environment. */
export interface MigrationPlace {
  readonly service: ServiceName;
  readonly environment: string;
}

/** The right to measure one service's migration, for a while. */
export interface MigrationLease extends MigrationPlace {
  readonly fence: Fence;
}

/** Where migrations are written down: append-only and hash-chained like incidents, with the store's clock (I2). */
export interface MigrationLog {
  read(place: MigrationPlace): Promise<{ readonly entries: readonly MigrationEntry[]; readonly now: Instant }>;
  /**
   * Writes one entry behind entry `head`, or nothing. `work` says whether somebody has to measure from now on.
   */
  append(
    place: MigrationPlace,
    head: number,
    draft: MigrationDraft,
    guard: { readonly once?: string; readonly fence?: Fence; readonly work?: 'due' | 'settled' },
  ): Promise<'appended' | 'conflict' | 'repeated' | 'fenced-off'>;
  /** The next service whose migration has to be measured and that nobody measures. */
  claim(holder: string): Promise<MigrationLease | null>;
  /** False when the lease is lost. */
  renew(lease: MigrationLease): Promise<boolean>;
  /** Gives it back; `settled` where nothing is left to measure. */
  release(lease: MigrationLease, settled: boolean): Promise<void>;
}
