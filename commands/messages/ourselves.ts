import type { SlackClient } from '../heard.ts';

/** Who we are in Slack: our own messages are known by `botId`, the people of our workspace by the other two. */
export interface Ourselves {
  readonly botId: string | null;
  readonly team: string | null;
  /** Null outside of an Enterprise Grid; inside, people of its other workspaces are ours too. */
  readonly enterprise: string | null;
}

/** Null while Slack does not tell. */
export type AskOurselves = (client: SlackClient) => Promise<Ourselves | null>;

/** Asks Slack once who we are; again where it did not answer. */
export function askOurselves(): AskOurselves {
  let known: Ourselves | null = null;
  return async (client) => {
    known ??= await client.auth.test().then(
      ({ bot_id, team_id, enterprise_id }) => ({
        botId: bot_id ?? null,
        team: team_id ?? null,
        enterprise: enterprise_id ?? null,
      }),
      () => null,
    );
    return known;
  };
}
