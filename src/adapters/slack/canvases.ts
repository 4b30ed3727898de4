import { setTimeout as pause } from 'node:timers/promises';
import type { WebClient } from '@slack/web-api';
import type { ChannelId } from '../../domain/ids.ts';
import type { Canvases } from '../../ports/canvases.ts';
import { ChatTrouble } from '../../ports/chat.ts';
import { toChatTrouble } from './trouble.ts';

/** Slack takes 1 MiB; what is longer is a file. */
const LENGTH_MAX = 1_000_000;
/** Giving access may be asked as often as one likes; so often before nobody can tell. */
const ACCESS_TRIES = 3;
/**
 * No try begins later than so long after the first call, in ms: with Slack's answer to the last one, all is over long
 * before anybody takes this sender for dead (`SENDER_SILENT_MS`) and says of a canvas on its way that nobody can tell.
 */
const LAST_TRY_MS = 25_000;
/** Said of the app and not of this document; for messages these are worth waiting for, here a file does as well. */
const noCanvases: ReadonlySet<string> = new Set(['missing_scope', 'not_allowed_token_type', 'accesslimited']);

/**
 * Canvases stand on their own and not in a tab, which a channel has only one of. A canvas is seen by nobody until the channel
 * may read it; one that the channel may not be given is taken away again.
 */
export function slackCanvases(client: WebClient): Canvases {
  return {
    create: async ({ channel, title, markdown }) => {
      if (markdown.length > LENGTH_MAX) throw new ChatTrouble({ kind: 'refused', reason: 'canvas_too_long' });
      const begun = performance.now();
      const { url, team_id: team } = await asked(() => client.auth.test()).catch(nothingMade);
      const made = await asked(() =>
        client.canvases.create({ title, document_content: { type: 'markdown', markdown } }),
      );
      const id = made.canvas_id;
      if (id === undefined) throw new ChatTrouble({ kind: 'unknown-outcome', reason: 'no canvas_id' });
      await giveAccess(client, { id, channel, leftMs: () => LAST_TRY_MS - (performance.now() - begun) });
      return `${url ?? 'https://slack.com/'}docs/${team}/${id}`;
    },
  };
}

/** Before anything is made nothing is unknown: it begins anew later. */
function nothingMade(error: unknown): never {
  const { kind, reason, retryAfterMs, cause } = toChatTrouble(error);
  throw new ChatTrouble({ kind: kind === 'unknown-outcome' ? 'away' : kind, reason, retryAfterMs, cause });
}

interface Made {
  readonly id: string;
  readonly channel: ChannelId;
  /** How long tries may still begin, in ms. */
  leftMs(): number;
}

async function giveAccess(client: WebClient, { id, channel, leftMs }: Made): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      await asked(() => client.canvases.access.set({ canvas_id: id, access_level: 'read', channel_ids: [channel] }));
      return;
    } catch (error) {
      const trouble = toChatTrouble(error);
      if (trouble.kind === 'refused') {
        await client.canvases.delete({ canvas_id: id }).catch(() => undefined);
        throw trouble;
      }
      if (tries === ACCESS_TRIES || trouble.retryAfterMs >= leftMs()) throw madeButNotShared(id, trouble);
      await pause(trouble.retryAfterMs);
    }
  }
}

/** The canvas is there: to begin again would make a second one. */
function madeButNotShared(id: string, trouble: ChatTrouble): ChatTrouble {
  return new ChatTrouble({ kind: 'unknown-outcome', reason: `${trouble.reason}; canvas ${id}`, cause: trouble });
}

async function asked<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    const trouble = toChatTrouble(error);
    throw noCanvases.has(trouble.reason)
      ? new ChatTrouble({ kind: 'refused', reason: trouble.reason, cause: error })
      : trouble;
  }
}
