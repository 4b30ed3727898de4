import type { ChannelId } from '../domain/ids.ts';
import type { ChatTrouble } from '../ports/chat.ts';
import type { Errand, Settlement } from '../ports/lanes.ts';

/** What a courier saw happen to an errand. */
export type Seen =
  /** Posted now, or found where an earlier attempt had posted it. */
  | { readonly kind: 'there'; readonly channel: ChannelId; readonly ts: string }
  | { readonly kind: 'edited' }
  | { readonly kind: 'not-found' }
  /** Given up before anything was sent, as the lease might be over. */
  | { readonly kind: 'not-sent' }
  | { readonly kind: 'trouble'; readonly trouble: Pick<ChatTrouble, 'kind' | 'reason' | 'retryAfterMs'> };

/** Slack's limits as we keep them, in ms. */
export interface Pace {
  /** One post per second and channel is what Slack promises to take. */
  readonly betweenPostsMs: number;
  /** A headline is edited at most this often; looks in between are left out. */
  readonly betweenEditsMs: number;
  /** First wait when Slack is away; doubled each time. */
  readonly backoffMs: number;
  /** Short enough that people do not wait for news after Slack is back. */
  readonly backoffMaxMs: number;
}

export const slackPace: Pace = {
  betweenPostsMs: 1000,
  betweenEditsMs: 3000,
  backoffMs: 1000,
  backoffMaxMs: 15_000,
};

/** The state of a message whose errand changed nothing. */
const unchanged = { post: 'waiting', edit: 'posted', find: 'posting' } as const;

/** What to record of an errand, and how long its lane rests. */
export function settlementOf(errand: Errand, seen: Seen, pace: Pace): Settlement {
  switch (seen.kind) {
    case 'there':
      return {
        becomes: 'posted',
        channel: seen.channel,
        ts: seen.ts,
        shown: errand.look,
        trouble: false,
        rest: { postsMs: pace.betweenPostsMs, messageMs: pace.betweenEditsMs },
      };
    case 'edited':
      return { becomes: 'posted', shown: errand.look, trouble: false, rest: { messageMs: pace.betweenEditsMs } };
    case 'not-found':
      return { becomes: 'waiting', trouble: false, rest: {} };
    case 'not-sent':
      return { becomes: unchanged[errand.kind], trouble: false, rest: {} };
    case 'trouble':
      return settleTrouble(errand, seen.trouble, pace);
  }
}

function settleTrouble(
  errand: Errand,
  trouble: Pick<ChatTrouble, 'kind' | 'reason' | 'retryAfterMs'>,
  pace: Pace,
): Settlement {
  const backoffMs = Math.min(pace.backoffMs * 2 ** Math.min(errand.troubles, 20), pace.backoffMaxMs);
  switch (trouble.kind) {
    case 'rate-limited':
      return { becomes: unchanged[errand.kind], trouble: false, rest: restAsTold(errand, trouble.retryAfterMs) };
    case 'away':
      return { becomes: unchanged[errand.kind], why: trouble.reason, trouble: true, rest: { laneMs: backoffMs } };
    case 'unknown-outcome':
      return {
        becomes: errand.kind === 'post' ? 'posting' : unchanged[errand.kind],
        why: trouble.reason,
        trouble: true,
        rest: { laneMs: backoffMs },
      };
    case 'refused':
      return settleRefusal(errand, trouble.reason);
  }
}

/** Slack counts posts and edits apart, so a limit on one does not hold up the other. */
function restAsTold(errand: Errand, retryAfterMs: number): Settlement['rest'] {
  switch (errand.kind) {
    case 'post':
      return { postsMs: retryAfterMs };
    case 'edit':
      return { editsMs: retryAfterMs };
    case 'find':
      return { laneMs: retryAfterMs };
  }
}

/** Asking again would not help: it is recorded, and the lane goes on. */
function settleRefusal(errand: Errand, why: string): Settlement {
  switch (errand.kind) {
    case 'post':
      return { becomes: 'failed', why, trouble: false, rest: {} };
    case 'edit':
      return { becomes: 'posted', shown: errand.look, why, trouble: false, rest: {} };
    case 'find':
      // Where we may not look we cannot know; a decision card twice does less harm than none.
      return { becomes: 'waiting', why, trouble: false, rest: {} };
  }
}
