import type { SlackClient } from '../heard.ts';

/** Our `bot_id`, by which our own messages are known; null while Slack does not tell. */
export type AskOurselves = (client: SlackClient) => Promise<string | null>;

/** Asks Slack once who we are; again where it did not answer. */
export function askOurselves(): AskOurselves {
  let known: string | null = null;
  return async (client) => {
    known ??= await client.auth.test().then(
      ({ bot_id }) => bot_id ?? null,
      () => null,
    );
    return known;
  };
}
