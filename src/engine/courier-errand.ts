import type { ChannelId } from '../domain/ids.ts';
import { type Chat, ChatTrouble } from '../ports/chat.ts';
import type { Errand } from '../ports/lanes.ts';
import type { Seen } from './courier-settle.ts';

/** The part of Slack that a courier needs. */
export type CourierChat = Pick<Chat, 'post' | 'edit' | 'find' | 'directChannel'>;

/** How long a lease still lasts for certain, in ms, by a clock that a paused process cannot fool. */
export type LeaseLeft = () => number;

/** Slack's clock and the store's may differ by this much when we look for a message that we posted. */
const CLOCKS_APART_MS = 5 * 60_000;

/** The part of a lease that is kept for writing the outcome down. */
const KEPT_TO_SETTLE = 0.2;
/** Nothing is sent unless this much of the lease is left: less may not be enough for Slack's answer. */
const ENOUGH_TO_SEND = 0.6;

/** Does one errand and says what it saw. Never throws. */
export async function doErrand(errand: Errand, chat: CourierChat, leaseMs: number, left: LeaseLeft): Promise<Seen> {
  const patience = () => left() - leaseMs * KEPT_TO_SETTLE;
  let channel: ChannelId;
  try {
    channel = errand.channel ?? (await inTime(patience, () => openLane(errand, chat)));
  } catch (error) {
    const trouble = troubleOf(error);
    // Nothing was sent yet, so nothing is unknown.
    return { kind: 'trouble', trouble: trouble.kind === 'unknown-outcome' ? { ...trouble, kind: 'away' } : trouble };
  }
  // Asked as late as possible: a process that was stopped here for a while must not post what another has posted since.
  if (left() < leaseMs * ENOUGH_TO_SEND) return { kind: 'not-sent' };
  try {
    return await inTime(patience, () => send(errand, chat, channel));
  } catch (error) {
    return { kind: 'trouble', trouble: troubleOf(error) };
  }
}

async function openLane(errand: Errand, chat: CourierChat): Promise<ChannelId> {
  return 'person' in errand.to ? await chat.directChannel(errand.to.person) : errand.to.channel;
}

async function send(errand: Errand, chat: CourierChat, channel: ChannelId): Promise<Seen> {
  const { key, text, blocks, ts } = errand;
  const thread = errand.threadTs === null ? {} : { threadTs: errand.threadTs };
  switch (errand.kind) {
    case 'post':
      return { kind: 'there', channel, ts: (await chat.post({ key, text, blocks, channel, ...thread })).ts };
    case 'edit':
      if (ts === null) throw new ChatTrouble({ kind: 'refused', reason: 'posted without a ts' });
      await chat.edit({ text, blocks, channel, ts });
      return { kind: 'edited' };
    case 'find': {
      const sinceTs = ((errand.begunAtMs - CLOCKS_APART_MS) / 1000).toFixed(6);
      const found = await chat.find({ key, channel, sinceTs, ...thread });
      return found === null ? { kind: 'not-found' } : { kind: 'there', channel, ts: found.ts };
    }
  }
}

async function inTime<Result>(patience: () => number, work: () => Promise<Result>): Promise<Result> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const silence = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new ChatTrouble({ kind: 'unknown-outcome', reason: 'no answer' })), patience());
  });
  try {
    return await Promise.race([work(), silence]);
  } finally {
    clearTimeout(timer);
  }
}

/** The port throws nothing else; a mistake of ours must not hold up a lane for ever, so it counts as a refusal. */
function troubleOf(error: unknown): Pick<ChatTrouble, 'kind' | 'reason' | 'retryAfterMs'> {
  if (error instanceof ChatTrouble) return { kind: error.kind, reason: error.reason, retryAfterMs: error.retryAfterMs };
  return { kind: 'refused', reason: error instanceof Error ? error.message : String(error), retryAfterMs: 0 };
}
