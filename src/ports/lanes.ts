import type { ChannelId, PersonId } from '../domain/ids.ts';
import type { Drawn } from './chat.ts';

/** One thing to do in Slack, leased to one courier for a few seconds. */
export type Errand = Drawn & {
  /** `find`: an earlier attempt has an unknown outcome, so the message is looked for before it is posted again. */
  readonly kind: 'post' | 'edit' | 'find';
  readonly key: string;
  readonly to: { readonly channel: ChannelId } | { readonly person: PersonId };
  /** Where the lane leads, once that is known; a person's direct channel is asked for at the first message. */
  readonly channel: ChannelId | null;
  readonly ts: string | null;
  readonly threadTs: string | null;
  /** Which look of the message this is; an edit that comes in the meantime has a higher one. */
  readonly look: number;
  /** When it was first tried, in ms since 1970 by the store's clock. */
  readonly begunAtMs: number;
  /** How many errands of this lane failed in a row. */
  readonly troubles: number;
  readonly lane: string;
  readonly fence: number;
  readonly attempt: number;
};

/** What became of an errand, and how long its lane should rest. */
export interface Settlement {
  readonly becomes: 'waiting' | 'posting' | 'posted' | 'failed';
  readonly channel?: ChannelId;
  readonly ts?: string;
  /** The look that people see now. */
  readonly shown?: number;
  readonly why?: string;
  /** Counts towards the lane's backoff. */
  readonly trouble: boolean;
  /** How long to rest from now on, in ms: everything in this lane, its posts, its edits, or edits of this message. */
  readonly rest: {
    readonly laneMs?: number;
    readonly postsMs?: number;
    readonly editsMs?: number;
    readonly messageMs?: number;
  };
}

/** The outbox as the courier sees it. */
export interface Lanes {
  /** The next errand, its lane leased; or how long until there may be one (null: until somebody writes). */
  take(
    holder: string,
  ): Promise<
    | { readonly kind: 'errand'; readonly errand: Errand }
    | { readonly kind: 'nothing'; readonly againInMs: number | null }
  >;
  /** Records the outcome and frees the lane. False, and nothing is recorded, when another courier took over. */
  settle(errand: Errand, settlement: Settlement): Promise<boolean>;
  /** How long a lane stays leased to a courier that says nothing more, in ms. */
  readonly leaseMs: number;
  /** Calls back soon after something was put in the outbox, best effort. */
  listen(heard: () => void): Promise<() => Promise<void>>;
}
