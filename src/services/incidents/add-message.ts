import type { Entry } from '../../domain/entry.ts';
import type { IncidentId } from '../../domain/ids.ts';
import type { Incident } from '../../domain/incident.ts';
import { type MessageSource, writtenAt } from '../../domain/message.ts';
import { granted, type Refusal, refused, type Verdict } from '../../domain/verdict.ts';
import type { House } from '../house.ts';
import type { Asking } from '../use-cases.ts';
import { unknownIncident } from '../voting/act-on.ts';
import { NOTE_LENGTH_MAX } from './add-note.ts';

/** What is copied into a timeline: the words as they will stand there, and the message that they come from. */
export interface CopiedMessage {
  readonly incident: IncidentId;
  readonly text: string;
  readonly from: MessageSource;
}

/**
 * Copies a message into the timeline, stamped with when it was written. Once per message, whoever adds it and
 * however often; known secrets are struck out first (I8). What stands there stays: a correction is another note.
 */
export async function addMessage(
  house: Pick<House, 'journal' | 'strikeSecrets'>,
  asking: Asking,
  { incident: id, text, from }: CopiedMessage,
): Promise<Verdict<Incident>> {
  if ((await house.journal.incident(id)) === null) return refused(unknownIncident(id));
  const struck = fitting((house.strikeSecrets?.(text) ?? text).trim());
  if (struck === '') return refused(nothingToCopy);
  const entries = await house.journal.entries(id);
  const before = entries.find((entry) => isOf(entry, from));
  if (before !== undefined) return refused(alreadyThere(id, before, from));
  const body = { kind: 'note-added', text: struck, from } as const;
  const draft = { body, by: { kind: 'person', id: asking.person }, occurredAt: writtenAt(from.ts) } as const;
  // By the message and not by the request: a hundred people may add it at once.
  const once = `message:${id}:${from.channel}:${from.ts}`;
  return house.journal.append(id, () => granted({ drafts: [draft] }), { once });
}

function isOf({ body }: Entry, { channel, ts }: MessageSource): boolean {
  return body.kind === 'note-added' && body.from?.channel === channel && body.from.ts === ts;
}

/** The beginning of a long message; its link has the rest. */
function fitting(text: string): string {
  if (text.length <= NOTE_LENGTH_MAX) return text;
  return `${text
    .slice(0, NOTE_LENGTH_MAX - 1)
    .toWellFormed()
    .replace(/\uFFFD$/, '')}…`;
}

export const nothingToCopy: Refusal = {
  code: 'bad-input',
  say: 'There is no text in this message that could be copied.',
  hint: 'Write what it shows: `/incident note what you saw`.',
};

function alreadyThere(id: IncidentId, { n, by, body }: Entry, from: MessageSource): Refusal {
  const who = by.kind === 'person' ? `, added by <@${by.id}>` : '';
  const knownEdit = body.kind === 'note-added' ? body.from?.editedAt : undefined;
  const changed = from.editedAt !== undefined && from.editedAt !== knownEdit;
  return {
    code: 'already-decided',
    say: changed
      ? `This message is in the timeline of ${id} as it was before it was edited: entry ${n}${who}. Entries are never changed.`
      : `This message is in the timeline of ${id} already: entry ${n}${who}.`,
    hint: 'To correct or add something, write another entry: `/incident note what is different`.',
  };
}
