import type { WebClient } from '@slack/web-api';
import type { ChannelId } from '../../domain/ids.ts';
import type { Canvases } from '../../ports/canvases.ts';
import { ChatTrouble } from '../../ports/chat.ts';
import { toChatTrouble } from './trouble.ts';

/** Slack takes 1 MiB; what is longer is a file. */
const LENGTH_MAX = 1_000_000;
/** Giving access may be asked as often as one likes; so often before nobody can tell. */
const ACCESS_TRIES = 3;
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
      const { url, team_id: team } = await asked(() => client.auth.test());
      const made = await asked(() =>
        client.canvases.create({ title, document_content: { type: 'markdown', markdown } }),
      );
      const id = made.canvas_id;
      if (id === undefined) throw new ChatTrouble({ kind: 'unknown-outcome', reason: 'no canvas_id' });
      await giveAccess(client, id, channel);
      return `${url ?? 'https://slack.com/'}docs/${team}/${id}`;
    },
  };
}

async function giveAccess(client: WebClient, id: string, channel: ChannelId): Promise<void> {
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
      if (tries === ACCESS_TRIES) throw madeButNotShared(id, trouble);
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
