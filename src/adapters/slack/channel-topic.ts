import type { WebClient } from '@slack/web-api';
import { topicFor } from '../../../blocks/channel-topic.ts';
import type { CardFacts } from '../../domain/card.ts';
import type { IncidentId } from '../../domain/ids.ts';
import type { SlackLog } from './slack-log.ts';

/** Keeps a channel's topic as an incident asks for. Never throws: a topic is a courtesy, and nothing waits for it. */
export type KeepTopic = (facts: CardFacts) => Promise<void>;

/**
 * The topic is read, corrected and written only when what it should say has changed since this process last looked, so a
 * restart looks once and changes nothing that is right already.
 */
export function keepTopicWith(client: WebClient, log: SlackLog): KeepTopic {
  const said = new Map<IncidentId, string>();
  return async (facts) => {
    const { id, declaration } = facts.incident;
    const wanted = topicFor('', facts);
    if (said.get(id) === wanted || (wanted === '' && !said.has(id) && facts.incident.phase === 'closed')) return;
    try {
      const { channel } = await client.conversations.info({ channel: declaration.channel });
      const current = channel?.topic?.value ?? '';
      const topic = topicFor(current, facts);
      if (topic !== current) await client.conversations.setTopic({ channel: declaration.channel, topic });
      said.set(id, wanted);
    } catch (error) {
      log.warn({ incident: id, cause: String(error) }, 'the channel topic could not be kept; the card says the same');
      said.set(id, wanted);
    }
  };
}
