import { z } from 'zod';
import { timelineLines } from '../../blocks/words/timeline/timeline-line.ts';
import type { SlackMessage } from '../../demo/slack/shapes.ts';
import type { Entry } from '../../src/domain/entry.ts';
import type { IncidentId } from '../../src/domain/ids.ts';
import { cardKey, contactKey, entryKey, headlineKey } from '../../src/domain/message-keys.ts';

const Metadata = z.object({ event_payload: z.object({ key: z.string() }) });

/** The key that a message of the bot's carries for everybody to see. */
export function keyOf(message: SlackMessage): string | null {
  return Metadata.safeParse(message.metadata).data?.event_payload.key ?? null;
}

/** All messages that a journal asks for: headline, card, one per entry that people should know, and the contacts. */
export function keysOf(id: IncidentId, entries: readonly Entry[]): string[] {
  const contacts = entries.flatMap(({ n, body }) => {
    if (body.kind !== 'contact-attempted') return [];
    const people = body.by === 'mention' ? body.to.slice(0, 1) : body.to;
    return people.map((person) => contactKey(id, n, person));
  });
  return [headlineKey(id), cardKey(id), ...timelineLines(entries).lines.map(({ n }) => entryKey(id, n)), ...contacts];
}
