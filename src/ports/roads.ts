import type { DispatchName } from '../domain/dispatch.ts';
import type { Incident } from '../domain/incident.ts';
import type { ServicePolicy } from '../domain/policy-file/service.ts';

/** One thing to send: what it is called, and the incident that it is about as it stands now. */
export interface Parcel {
  readonly name: DispatchName;
  readonly incident: Incident;
  readonly service: ServicePolicy;
  /** Aborted when the sender's time for it is over. */
  readonly signal: AbortSignal;
}

export type Sent =
  | { readonly kind: 'arrived'; readonly where: string }
  /** Nothing happened. `again`: trying it later may help; `afterMs`: not before so long. */
  | { readonly kind: 'failed'; readonly why: string; readonly again: boolean; readonly afterMs?: number }
  /** It may or may not have arrived. */
  | { readonly kind: 'unknown'; readonly why: string };

export type Found =
  | { readonly kind: 'found'; readonly where: string }
  | { readonly kind: 'not-there' }
  /** It cannot be looked for at all, or not now. */
  | { readonly kind: 'cannot-tell'; readonly why: string };

/** A way out of the house: Slack's files, a mail server, GitHub. Neither verb throws. */
export interface Road {
  send(parcel: Parcel): Promise<Sent>;
  /** Looks for what an earlier attempt may have left, before it is sent again. */
  find(parcel: Parcel): Promise<Found>;
  /** Where nothing can be looked for, an unknown outcome asks a person and is never sent again by itself. */
  readonly mayBeFound: boolean;
}

/** The road of a dispatch; null where the policy has none. */
export type Roads = (name: DispatchName) => Road | null;
