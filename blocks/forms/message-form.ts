import type { ModalView } from '@slack/types';
import type { MessageSource } from '../../src/domain/message.ts';
import { writtenAt } from '../../src/domain/message.ts';
import type { ListedIncident } from '../incident-list.ts';
import { choiceInput, form, option, textInput } from '../kit/inputs.ts';
import { context, type Page } from '../kit/texts.ts';
import { instant, person, say } from '../words/phrase.ts';
import { privately } from '../words/reader.ts';

export const messageFields = { incident: 'incident', text: 'text' } as const;

const page: Page = { reader: privately, where: 'the message' };

/**
 * Asks which incident a message belongs to, and shows what is copied: the timeline is read by more people than a private
 * conversation, so whoever adds it sees the words and may shorten them.
 */
export function drawMessageForm(given: {
  readonly incidents: readonly ListedIncident[];
  readonly text: string;
  readonly from: MessageSource;
  readonly metadata: string;
}): ModalView {
  const { incidents, text, from, metadata } = given;
  const author = from.author === undefined ? say`An app` : say`${person(from.author)}`;
  return form({
    id: 'message-form',
    title: 'Add to the timeline',
    submit: 'Add',
    metadata,
    blocks: [
      choiceInput({
        blockId: messageFields.incident,
        label: 'Incident',
        options: incidents.map(({ id, service, environment }) => option(`${id} ${service} (${environment})`, id)),
      }),
      textInput({
        blockId: messageFields.text,
        label: 'What is copied',
        hint: 'Everybody who can read the timeline will read it, also in the post-mortem. You may shorten it.',
        multiline: true,
        initial: text,
      }),
      context(say`${author} wrote this ${instant(writtenAt(from.ts), 'time-with-seconds')}.`, page),
    ],
  });
}
