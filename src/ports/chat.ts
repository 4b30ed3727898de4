import type { ChannelId, PersonId } from '../domain/ids.ts';

/** A message as Block Kit, with the whole of it as text for screen readers and notifications. */
export interface Drawn {
  readonly text: string;
  readonly blocks: readonly object[];
}

/** One message that must reach Slack exactly once, or one edit of it. */
export type OutboundMessage = Drawn & {
  /** Names the message for ever: `INC-7/headline`, `INC-7/entry/12`. A second message with the key is the same message. */
  readonly key: string;
  readonly to: { readonly channel: ChannelId } | { readonly person: PersonId };
  /** Key of the message whose thread it belongs to. */
  readonly threadOf?: string;
};

/** Durable: what was put here is posted once, in order per channel, however often the bot dies. */
export interface Outbox {
  post(messages: readonly OutboundMessage[]): Promise<void>;
  /** The newest look of a message. Edits in between may be left out; the last one never is. */
  edit(key: string, drawn: Drawn): Promise<void>;
  /** Where a message went, once it did. */
  where(key: string): Promise<{ readonly channel: ChannelId; readonly ts: string } | null>;
  /** What became of a message: contact attempts ask. */
  outcome(
    key: string,
  ): Promise<
    | { readonly kind: 'waiting' }
    | { readonly kind: 'posted'; readonly ts: string }
    | { readonly kind: 'failed'; readonly why: string }
    | null
  >;
}

/**
 * Why Slack did not do what was asked, and so what the courier may do next.
 * - `rate-limited`: nothing happened; ask again after `retryAfterMs`.
 * - `unknown-outcome`: it may or may not have happened; look for the message before posting it again.
 * - `refused`: nothing happened and asking again will not help; `reason` is Slack's own word (`channel_not_found`).
 * - `away`: nothing happened because Slack was not reached or said it cannot answer now; ask again later.
 */
export class ChatTrouble extends Error {
  override readonly name = 'ChatTrouble';
  readonly kind: 'rate-limited' | 'unknown-outcome' | 'refused' | 'away';
  readonly reason: string;
  /** Milliseconds, for `rate-limited` only; 0 otherwise. */
  readonly retryAfterMs: number;

  constructor(given: { kind: ChatTrouble['kind']; reason: string; retryAfterMs?: number; cause?: unknown }) {
    super(`Slack: ${given.kind} (${given.reason})`, given.cause === undefined ? undefined : { cause: given.cause });
    this.kind = given.kind;
    this.reason = given.reason;
    this.retryAfterMs = given.retryAfterMs ?? 0;
  }
}

/** Slack as the outbox's courier sees it. Every method throws `ChatTrouble` and nothing else. */
export interface Chat {
  post(
    given: Drawn & { readonly channel: ChannelId; readonly threadTs?: string; readonly key: string },
  ): Promise<{ readonly ts: string }>;
  edit(given: Drawn & { readonly channel: ChannelId; readonly ts: string }): Promise<void>;
  /** Looks in the history for a message that carries `key`, after an unknown outcome. */
  find(given: {
    readonly channel: ChannelId;
    readonly key: string;
    readonly threadTs?: string;
    readonly sinceTs: string;
  }): Promise<{ readonly ts: string } | null>;
  directChannel(person: PersonId): Promise<ChannelId>;
  /** Only `person` sees it; not durable. */
  whisper(
    given: Drawn & { readonly channel: ChannelId; readonly person: PersonId; readonly threadTs?: string },
  ): Promise<void>;
}
