import type { MessageShortcut } from '@slack/bolt';
import { cutText } from '../../blocks/cut.ts';
import { drawMessageForm } from '../../blocks/forms/message-form.ts';
import { waitingForm } from '../../blocks/forms/waiting-form.ts';
import { limits } from '../../blocks/limits.ts';
import { drawAnswer, drawRefusal } from '../../blocks/refusal.ts';
import { type Phrase, say } from '../../blocks/words/phrase.ts';
import { digestOfText } from '../../src/domain/canonical.ts';
import type { IncidentId } from '../../src/domain/ids.ts';
import type { MessageSource } from '../../src/domain/message.ts';
import type { CopiedMessage } from '../../src/services/incidents/add-message.ts';
import { answerVerdict, whisper } from '../answer.ts';
import { metadataFor } from '../begin-form.ts';
import type { Desk } from '../desk.ts';
import type { Heard } from '../heard.ts';
import { fillForm, openForm } from '../show-form.ts';
import { noneLive } from '../which-incident.ts';
import type { AskOurselves } from './ourselves.ts';
import { readMessage } from './read-message.ts';

/** A message shortcut that was acknowledged already. */
export type ShortcutHandler = (
  desk: Desk,
  heard: Heard,
  given: { readonly shortcut: MessageShortcut; readonly ourselves: AskOurselves },
) => Promise<void>;

/**
 * "Add to incident timeline". Where the message stands in an incident's channel or thread, it is added at once; elsewhere a
 * form asks to which incident, and shows what leaves the conversation.
 */
export const addByShortcut: ShortcutHandler = async (desk, heard, { shortcut, ourselves }) => {
  const { channel, message } = shortcut;
  const read = readMessage(message, channel.id, (await ourselves(heard.client))?.botId ?? null);
  if (read.kind === 'refused') return whisper(desk, heard, drawRefusal([read.refusal]));
  const { certain, possible } = await desk.useCases.placeMessage({ channel: channel.id, thread: read.thread });
  if (certain === null && possible.length === 0) return whisper(desk, heard, drawRefusal([noneLive]));
  if (certain !== null) {
    const from = await withLink(heard, read.from);
    return addAndAnswer(desk, heard, { incident: certain.id, text: read.text, from });
  }
  // The right to open a form ends three seconds after the click: first the form, then the link.
  const title = 'Add to the timeline';
  const opened = await openForm(desk, heard, waitingForm('message-form', title, metadataFor(heard, {}), 'Reading …'));
  if (opened === null) return;
  const from = await withLink(heard, read.from);
  const shown = cutText(read.text, limits.inputLength);
  const metadata = metadataFor(heard, { message: from, digest: digestOfText(shown.trim()) });
  await fillForm(desk, heard, opened, drawMessageForm({ incidents: possible, text: shown, from, metadata }));
};

/** Only for channels that we are in; elsewhere the entry names the channel and the time. */
async function withLink({ client }: Heard, from: MessageSource): Promise<MessageSource> {
  if (from.permalink !== undefined) return from;
  const asked = client.chat.getPermalink({ channel: from.channel, message_ts: from.ts });
  const { permalink } = await asked.catch(() => ({ permalink: undefined }));
  return permalink === undefined ? from : { ...from, permalink };
}

/** Adds it and tells only whoever added it; everybody sees the entry in the incident's thread. */
export async function addAndAnswer(desk: Desk, heard: Heard, given: CopiedMessage): Promise<void> {
  await answerVerdict(desk, heard, await desk.useCases.addMessage(heard.asking, given), {
    granted: ({ id }) => drawAnswer([added(id)]),
  });
}

function added(id: IncidentId): Phrase {
  return say`This message is in the timeline of ${id} now, at the time when it was written.`;
}
