import type { Fence, Instant, ServiceName } from '../domain/ids.ts';
import type { Actor } from '../domain/person.ts';

/** The log of one service in one environment. */
export interface LogPlace {
  readonly service: ServiceName;
  readonly environment: string;
}

/** The right to do what a log asks for, for a while. */
export interface LogLease extends LogPlace {
  readonly fence: Fence;
}

export interface LogDraft<Body> {
  readonly body: Body;
  readonly by: Actor;
}

export interface LogEntry<Body> extends LogDraft<Body> {
  readonly n: number;
  /** By the store's clock. */
  readonly recordedAt: Instant;
  /** The key of the request that wrote it. */
  readonly once: string | null;
}

/** What was asked for and what came of it: append-only and hash-chained like incidents, with the store's clock (I2). */
export interface WorkLog<Body> {
  read(place: LogPlace): Promise<{ readonly entries: readonly LogEntry<Body>[]; readonly now: Instant }>;
  /**
   * Writes one entry behind entry `head`, or nothing. `work` says whether somebody has to work from now on.
   */
  append(
    place: LogPlace,
    head: number,
    draft: LogDraft<Body>,
    guard: { readonly once?: string; readonly fence?: Fence; readonly work?: 'due' | 'settled' },
  ): Promise<'appended' | 'conflict' | 'repeated' | 'fenced-off'>;
  /**
   * A place among these where work is due and that nobody holds, the one that was worked at least often first. Others are left to
   * whoever knows them: replicas may be given different files for a while.
   */
  claim(holder: string, among: readonly LogPlace[]): Promise<LogLease | null>;
  /** False when the lease is lost. */
  renew(lease: LogLease): Promise<boolean>;
  /** Gives it back; `settled` where nothing is left to do. */
  release(lease: LogLease, settled: boolean): Promise<void>;
}
