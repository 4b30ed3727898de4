import type { Link } from '../domain/chain.ts';
import type { Draft, Entry } from '../domain/entry.ts';
import type { Digest, Fence, IncidentId, Instant, ServiceName } from '../domain/ids.ts';

export interface IncidentLine {
  readonly id: IncidentId;
  readonly service: ServiceName;
  readonly environment: string;
  readonly declaredAt: Instant;
  readonly closedAt: Instant | null;
}

/** What must hold, by the store's own clock and lease table, for drafts to be written. */
export interface AppendGuard {
  /** Only under this fence, and only while its lease lasts. */
  readonly fence?: Fence;
  readonly notBefore?: Instant;
  /** Exclusive: an append at this very instant is too late. */
  readonly notAfter?: Instant;
  /** Recognises a repeat: an append with a key that was used before writes nothing and says so. */
  readonly once?: string;
  /** When a conductor should look at this incident, at the latest. Default: now; under a fence nothing, as its holder looks anyway. */
  readonly wakeAt?: Instant;
}

export type AppendResult =
  | { readonly kind: 'appended'; readonly entries: readonly Entry[] }
  /** The journal has grown since it was read: fold again and judge again. */
  | { readonly kind: 'conflict' }
  | { readonly kind: 'out-of-time'; readonly now: Instant }
  | { readonly kind: 'fenced-off' }
  | { readonly kind: 'repeated' };

/** Where journals are kept: append-only, hash-chained, with the store's clock (I2). */
export interface EntryStore {
  /** Opens a journal with its first entry. `live-already` names the incident that is live for this service and environment. */
  open(given: {
    readonly service: ServiceName;
    readonly environment: string;
    readonly draft: Draft;
    readonly once?: string;
  }): Promise<
    | { readonly kind: 'opened'; readonly id: IncidentId }
    | { readonly kind: 'live-already'; readonly id: IncidentId }
    | { readonly kind: 'repeated'; readonly id: IncidentId }
  >;
  /** Entries after number `after`, in order, and the store's clock. Null where there is no such incident. */
  read(id: IncidentId, after: number): Promise<{ readonly entries: readonly Entry[]; readonly now: Instant } | null>;
  /** The texts as they were hashed, for `verifyChain`, and the head as the store remembers it. */
  readChain(id: IncidentId): Promise<{
    readonly links: readonly Link[];
    readonly head: { readonly n: number; readonly digest: string };
  } | null>;
  /** One statement: writes the drafts after entry `head`, or nothing at all. */
  append(
    id: IncidentId,
    head: { readonly n: number; readonly digest: Digest },
    drafts: readonly Draft[],
    guard: AppendGuard,
  ): Promise<AppendResult>;
  list(given: {
    readonly liveOnly: boolean;
    readonly service?: ServiceName;
    readonly limit: number;
  }): Promise<readonly IncidentLine[]>;
  now(): Promise<Instant>;
  /** Calls back soon after any append, best effort; returns how to stop listening. */
  listen(heard: (id: IncidentId) => void): Promise<() => Promise<void>>;
}

/** A right to conduct one incident, for a while (ten seconds at a time). */
export interface Lease {
  readonly id: IncidentId;
  readonly holder: string;
  readonly fence: Fence;
  /** Who held it before, when it was taken over from one that never gave it back. */
  readonly takenFrom: string | null;
  /** The identity of the store that gave it. */
  readonly home?: string | undefined;
}

export interface Leases {
  /** The next live incident that is due and free, its fence raised; null where there is none. */
  claim(holder: string): Promise<Lease | null>;
  /** False when the lease is lost. */
  renew(lease: Lease): Promise<boolean>;
  /** Gives it back at once; a conductor looks again at `wakeAt`, or at once where the journal has grown beyond entry `seen`. */
  release(lease: Lease, wakeAt: Instant | null, seen: number): Promise<void>;
}

/** Remembers keys of requests that were already taken, for a day. */
export interface Repeats {
  /** True the first time. */
  first(key: string): Promise<boolean>;
}
